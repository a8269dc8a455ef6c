"""What speaks: HTTP. Views of about ten lines; codecs turn JSON into the things of the engine and back."""
