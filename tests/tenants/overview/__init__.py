"""What a coordinator sees across kommuner, what each role sees in one, and that nobody sees more."""
