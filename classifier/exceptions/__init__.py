"""What members know better than the model: rules about words, and the words of this shop."""
