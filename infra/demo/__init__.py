"""The demo region SLT Fjordvest: fictional kommuner and people, two years of believable work."""
