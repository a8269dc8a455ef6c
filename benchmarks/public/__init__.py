"""Public instances that others have published, told in Paidan's words and measured in the convention of each."""
