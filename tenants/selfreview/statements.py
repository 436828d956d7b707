"""What the members of a group are asked about themselves each year, in the order that answers are kept in."""

# Code → bokmål. The order is the order of `SelfReviewAnswer.scores`: add new ones to a new edition, never in between.
STATEMENTS = {
    "seats": "De riktige sitter i gruppen, og de kan ta beslutninger for sin virksomhet.",
    "rhythm": "Vi møtes så ofte som vi har avtalt, og møtene blir prioritert.",
    "prepared": "Sakene er godt forberedt, og jeg får papirene i tide.",
    "knowledge": "Vi bygger på kunnskap om situasjonen, ikke bare på inntrykk.",
    "follow_up": "Det vi vedtar, blir fulgt opp av den som har fått ansvaret.",
    "equal": "Kommunen og politiet bidrar likeverdig.",
    "system": "Vi holder oss til systemnivå og behandler ikke enkeltsaker.",
    "effect": "Arbeidet vårt merkes i det forebyggende arbeidet blant barn og unge.",
}
# What the statements are called where there is no room for them.
SHORT = {
    "seats": "Sammensetning",
    "rhythm": "Møterytme",
    "prepared": "Forberedelse",
    "knowledge": "Kunnskapsgrunnlag",
    "follow_up": "Oppfølging av vedtak",
    "equal": "Likeverdige bidrag",
    "system": "Systemnivå",
    "effect": "Virkning",
}
SCALE = {"1": "Helt uenig", "2": "Litt uenig", "3": "Litt enig", "4": "Helt enig"}
# Fewer answers than this are never shown, not to anybody; the database keeps the same number.
FEWEST = 5
