"""Filings to a kommune's archive, in the same pattern as letters: a row first, then a package, then a receipt."""
