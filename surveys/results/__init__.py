"""What customers answered, survey by survey and version by version."""
