"""Model care: which model reads, how one is trained, judged and exchanged, how comments are read again."""
