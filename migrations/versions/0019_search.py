"""What can be searched in a kommune: one walled table, kept by triggers in the transaction that changes what it points at."""

from dataclasses import dataclass

from alembic import op

from migrations.walls import kommune_table

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Nynorsk → bokmål, beginnings and insides of words (« » marks where a word begins or ends). Both what is searched in and what is
# searched for go through the same list, so it only has to bring the two together, not to be a dictionary.
SAME_WORD = (
    ("føreb", "foreb"), ("byggj", "bygg"), ("skule", "skole"), ("oppgåv", "oppgav"), ("tilskot", "tilskudd"),
    ("verksemd", "virksomhet"), (" eigen", " egen"), (" eigne", " egne"), (" eining", " enhet"), ("bilete", "bilde"),
    ("heimel", "hjemmel"), (" heim", " hjem"), ("teieplikt", "taushetsplikt"), ("ombod", "ombud"), ("rettlei", "veiled"),
    ("pleiar", "pleier"), ("leiar", "leder"), ("deltaking", "deltakelse"), ("avgjerd", "beslutning"), (" ikkje ", " ikke "),
    (" kva ", " hva "), (" kven ", " hvem "), (" korleis ", " hvordan "), (" born ", " barn "), (" borna ", " barna "),
    ("vaksne", "voksne"), ("vaksen", "voksen"), (" auk", " øk"), ("sakliste", "saksliste"), ("sjuk", "syk"), ("haust", "høst"),
    (" veke", " uke"), ("månad", "måned"), ("laurdag", "lørdag"), ("sundag", "søndag"), ("tysdag", "tirsdag"),
    ("rekneskap", "regnskap"), ("saman", "sammen"), ("innhald", "innhold"), ("forhald", "forhold"), ("fleire", "flere"),
    ("tryggleik", "trygghet"), ("openheit", "åpenhet"), (" open", " åpen"), (" opne", " åpne"), ("mynde ", "myndighet "),
    ("ordførar", "ordfører"), ("innbyggjar", "innbygger"), ("tenest", "tjenest"), ("utanfor", "utenfor"), ("einsemd", "ensomhet"),
    ("høyring", "høring"), ("vidare", "videre"), ("fråvær", "fravær"), ("løyving", "bevilgning"), ("rådgjevar", "rådgiver"),
    ("egendel", "egenandel"), ("vernefaktor", "beskyttelsesfaktor"), ("midlene", "middelene"), ("midler", "middeler"),
    ("midla ", "middel "),
)  # fmt: skip
LETTERS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Æ", "ae"), ("Ø", "oe"), ("Å", "aa"), ("ä", "ae"), ("ö", "oe"), ("Ä", "ae"), ("Ö", "oe"))
SAK = "CASE WHEN {0}.number IS NULL THEN '' ELSE {0}.number || '/' || lpad(({0}.year % 100)::text, 2, '0') END"
ON_DAY = "({0} AT TIME ZONE 'Europe/Oslo')::date"


@dataclass(frozen=True)
class Source:
    """One kind of thing and the table it lies in, called `s` in the expressions.

    `watched` are the columns whose change is a change of what is found; guests report on tasks and measures, and never touch them.
    """

    kind: str
    table: str
    watched: str
    facet: str
    title: str
    words: str = "''"
    label: str = "''"
    group: str = "NULL::uuid"
    page: str = "s.id"
    on: str = "NULL::date"
    joins: str = ""
    where: str = "true"


def _join(table: str, alias: str, key: str) -> str:
    return f" JOIN public.{table} {alias} ON {alias}.tenant_id = s.tenant_id AND {alias}.id = {key}"


def _both(*columns: str) -> str:
    return "concat_ws(E'\\n', " + ", ".join(f"nullif({column}, '')" for column in columns) + ")"


SOURCES = (
    Source("item", "agenda_items", "title, description, number, year, group_id", "content", "s.title", "s.description",
           SAK.format("s"), "s.group_id", on=ON_DAY.format("s.created_at")),
    Source("note", "minute_notes", "notes, decision", "content", "i.title", _both("s.decision", "s.notes"), SAK.format("i"), "m.group_id",
           page="s.entry_id", on=ON_DAY.format("m.starts_at"), where="(s.notes <> '' OR s.decision <> '')",
           joins=_join("agenda_entries", "e", "s.entry_id") + _join("agenda_items", "i", "e.item_id")
           + _join("meetings", "m", "s.meeting_id")),
    Source("task", "tasks", "what, source, group_id, due_on", "content", "s.what", "s.source", group="s.group_id", on="s.due_on"),
    Source("measure", "measures", "title, description, decision, police_contribution, youth_note, number, year, starts_on", "content",
           "s.title", _both("s.description", "s.decision", "s.police_contribution", "s.youth_note"),
           "'T-' || lpad((s.year % 100)::text, 2, '0') || '-' || lpad(s.number::text, 3, '0')", on="s.starts_on"),
    Source("goal", "goals", "title, description, focus_area, indicator, judged_by", "content", "s.title",
           _both("s.focus_area", "s.description", "s.indicator", "s.judged_by")),
    Source("finding", "findings", "title, description, noted_on", "content", "s.title", "s.description", on="s.noted_on"),
    Source("evaluation", "evaluations", "indicator, lesson, evaluated_on", "content", "k.title", _both("s.lesson", "s.indicator"),
           on="s.evaluated_on", joins=_join("measures", "k", "s.measure_id")),
    Source("round", "rounds", "title, description, group_id, kind", "content", "s.title", "s.description", group="s.group_id",
           on=ON_DAY.format("s.created_at")),
    Source("need", "needs", "title, description, needed_by", "content", "s.title", "s.description", on="s.needed_by"),
    Source("section", "assessment_sections", "text", "content", "a.title", "s.text", on="a.opened_on", where="s.text <> ''",
           joins=_join("assessments", "a", "s.assessment_id")),
    Source("signal", "signals", "note, week_on", "content", "left(s.note, 120)", "s.note", on="s.week_on", where="s.note <> ''"),
    Source("card", "practice_offers", "title, challenge, what, resources, evaluation, advice", "content", "s.title",
           _both("s.challenge", "s.what", "s.resources", "s.evaluation", "s.advice")),
    Source("grant", "grants", "name, grantor, conditions, results, reference, apply_by", "content", "s.name",
           _both("s.grantor", "s.conditions", "s.results"), "s.reference", on="s.apply_by"),
    Source("offer", "offers", "title, note", "content", "s.title", "s.note"),
    Source("person", "people", "name, title, organisation_id", "contacts", "s.name", _both("s.title", "o.name"),
           joins=_join("organisations", "o", "s.organisation_id")),
    Source("organisation", "organisations", "name", "contacts", "s.name"),
    Source("group", "groups", "name", "contacts", "s.name"),
    Source("paper", "papers", "filename", "documents", "s.filename", "i.title", SAK.format("i"), "i.group_id",
           on=ON_DAY.format("s.uploaded_at"), joins=_join("agenda_items", "i", "s.item_id")),
    Source("template", "document_templates", "title, body, archived_at", "documents", "s.title", "s.body", on=ON_DAY.format("s.changed_at"),
           where="s.archived_at IS NULL"),
    Source("document", "written_documents", "title, body, archived_at", "documents", "s.title", "s.body", on=ON_DAY.format("s.changed_at"),
           where="s.archived_at IS NULL"),
    Source("assessment", "assessments", "title, summary, year", "documents", "s.title", "s.summary", "s.year::text", on="s.opened_on"),
    Source("plan", "action_plans", "title, overall, situation, offers, process, partners, resolution, adopted_on", "documents", "s.title",
           _both("s.overall", "s.situation", "s.offers", "s.process", "s.partners", "s.resolution"), on="s.adopted_on"),
    Source("situation", "situation_reports", "summary, on_date", "documents", "''", "s.summary", on="s.on_date"),
    Source("agreement", "agreements", "title, summary, filename, valid_from", "documents", "s.title", _both("s.summary", "s.filename"),
           on="s.valid_from"),
    Source("mandate", "mandates", "purpose, tasks, authority, composition, rhythm, reporting, approved_on", "documents", "g.name",
           _both("s.purpose", "s.tasks", "s.authority", "s.composition", "s.rhythm", "s.reporting"), on="s.approved_on",
           joins=_join("groups", "g", "s.group_id")),
    Source("source", "sources", "title, owner, note, link, year", "links", "s.title", _both("s.owner", "s.note", "s.link"), "s.year::text"),
    Source("guide", "bti_programmes", "guide_title, guide_link, note", "links", "s.guide_title", _both("s.guide_link", "s.note"),
           where="s.guide_title <> ''"),
    Source("goal_plan", "goal_plans", "document, chapter, link", "links", "s.document", _both("s.chapter", "s.link"), page="s.goal_id"),
    Source("anchoring", "anchorings", "title, body, case_number, note, link, decided_on", "links", "s.title",
           _both("s.body", "s.note", "s.link"), "s.case_number", on="s.decided_on"),
    Source("meeting", "meetings", "group_id, starts_at, place, practical, state", "events", "g.name", _both("s.place", "s.practical"),
           group="s.group_id", on=ON_DAY.format("s.starts_at"), joins=_join("groups", "g", "s.group_id"), where="s.state <> 'cancelled'"),
    Source("contact", "contacts", "topic, on_date, organisation_id", "events", "o.name", "s.topic", on="s.on_date",
           joins=_join("organisations", "o", "s.organisation_id"), page="s.organisation_id"),
    Source("wheel", "wheel_entries", "title, note, starts_on, removed_at, year", "events", "s.title", "s.note", "s.year::text",
           on="s.starts_on", where="s.removed_at IS NULL"),
)  # fmt: skip

# A name that stands in another thing's entry: table, its columns, the kind that must be written anew, and which of them.
_NOTES_OF = "SELECT n.id FROM public.minute_notes n JOIN public.agenda_entries e ON e.tenant_id = n.tenant_id AND e.id = n.entry_id WHERE "
BORROWED = (
    ("item_note", "agenda_items", "title, number, year", "note", _NOTES_OF + "e.tenant_id = NEW.tenant_id AND e.item_id = NEW.id"),
    ("item_paper", "agenda_items", "title, number, year, group_id", "paper",
     "SELECT p.id FROM public.papers p WHERE p.tenant_id = NEW.tenant_id AND p.item_id = NEW.id"),
    ("meeting_note", "meetings", "starts_at, group_id", "note", _NOTES_OF + "n.tenant_id = NEW.tenant_id AND n.meeting_id = NEW.id"),
    ("group_meeting", "groups", "name", "meeting",
     "SELECT m.id FROM public.meetings m WHERE m.tenant_id = NEW.tenant_id AND m.group_id = NEW.id"),
    ("group_mandate", "groups", "name", "mandate",
     "SELECT m.id FROM public.mandates m WHERE m.tenant_id = NEW.tenant_id AND m.group_id = NEW.id"),
    ("organisation_person", "organisations", "name", "person",
     "SELECT p.id FROM public.people p WHERE p.tenant_id = NEW.tenant_id AND p.organisation_id = NEW.id"),
    ("organisation_contact", "organisations", "name", "contact",
     "SELECT c.id FROM public.contacts c WHERE c.tenant_id = NEW.tenant_id AND c.organisation_id = NEW.id"),
    ("measure_evaluation", "measures", "title", "evaluation",
     "SELECT v.id FROM public.evaluations v WHERE v.tenant_id = NEW.tenant_id AND v.measure_id = NEW.id"),
    ("assessment_section", "assessments", "title, opened_on", "section",
     "SELECT t.id FROM public.assessment_sections t WHERE t.tenant_id = NEW.tenant_id AND t.assessment_id = NEW.id"),
)  # fmt: skip
COLUMNS = "tenant_id, kind, object_id, page_id, group_id, facet, title, label, words, happened_on"
PURE = "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
PATH = "SET search_path = pg_catalog, public, pg_temp"


def upgrade() -> None:
    """The form of words, the table, and for each kind a filling and a trigger; then what is there already."""
    # Trusted, so that the owner of the database may make it: it tells how alike two words are.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
    _form_of_words()
    _entries()
    for source in SOURCES:
        _keep(source)
    for borrowed in BORROWED:
        _lend(*borrowed)
    _fill_with_what_is_there()


def downgrade() -> None:
    """Triggers go with their functions, and the column with the form it is made by."""
    for name, *_ in BORROWED:
        op.execute(f"DROP FUNCTION app.search_lend_{name}() CASCADE")
    for source in SOURCES:
        op.execute(f"DROP FUNCTION app.search_keep_{source.kind}() CASCADE")
        op.execute(f"DROP FUNCTION app.search_fill_{source.kind}(uuid, uuid)")
    op.execute("DROP TABLE search_entries")
    op.execute("DROP FUNCTION app.search_vector(text); DROP FUNCTION app.search_form(text)")
    op.execute("DROP EXTENSION pg_trgm")


def _form_of_words() -> None:
    """The one form that is searched in and searched for: small letters without æ, ø and å, and bokmål's words."""
    form = "lower(normalize(content, NFC) COLLATE \"C\")"
    for letter, written in LETTERS:
        form = f"replace({form}, '{letter}', '{written}')"
    form = f"translate({form}, 'éèêëÉÈÊËóòôÓÒÔüÜáàÁÀ', 'eeeeeeeeoooooouuaaaa')"
    form = f"' ' || regexp_replace({form}, '[^a-z0-9\\u00c0-\\u024f]+', ' ', 'g') || ' '"
    for nynorsk, bokmaal in SAME_WORD:
        form = f"replace({form}, '{_folded(nynorsk)}', '{_folded(bokmaal)}')"
    op.execute(f"CREATE FUNCTION app.search_form(content text) RETURNS text {PURE} AS $$ SELECT {form} $$")
    # «ungdommer» ends as «ungdomm» and «ungdomar» as «ungdom»: once the ending is off, a doubled consonant is one. «Ordføreren»
    # loses one ending and «ordfører» another, so «er» goes from what is left too.
    stems = "to_tsvector('pg_catalog.norwegian'::regconfig, app.search_form(content))"
    op.execute(
        f"CREATE FUNCTION app.search_vector(content text) RETURNS tsvector {PURE} AS "
        f"$$ SELECT regexp_replace(regexp_replace({stems}::text, $p$([a-z]{{2}}[^o])er'$p$, $p$\\1'$p$, 'g'), "
        f"$p$([bdfgklmnprst])\\1'$p$, $p$\\1'$p$, 'g')::tsvector $$"
    )


def _folded(word: str) -> str:
    for letter, written in LETTERS:
        word = word.replace(letter, written)
    return word


def _entries() -> None:
    """One entry for each thing that can be found. A guest who proposes a sak adds its entry, and can read none."""
    kommune_table(
        "search_entries",
        """
        kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
        object_id uuid NOT NULL,
        page_id uuid NOT NULL,
        group_id uuid,
        facet text NOT NULL CHECK (facet IN ('content', 'contacts', 'documents', 'links', 'events')),
        title text NOT NULL,
        label text NOT NULL DEFAULT '',
        words text NOT NULL DEFAULT '',
        happened_on date,
        vector tsvector NOT NULL GENERATED ALWAYS AS (
            setweight(app.search_vector(title || ' ' || label), 'A') || setweight(app.search_vector(words), 'C')) STORED
        """,
        unique=("kind, object_id",),
        indexes=("label",),
        guest="INSERT",
    )
    op.execute(
        "CREATE POLICY departing ON search_entries FOR ALL TO CURRENT_USER "
        "USING (tenant_id = (SELECT nullif(current_setting('room.departing', true), '')::uuid)) WITH CHECK (false)"
    )


def _selected(source: Source) -> str:
    parts = ("s.tenant_id", f"'{source.kind}'", "s.id", source.page, source.group, f"'{source.facet}'", source.title, source.label,
             source.words, source.on)  # fmt: skip
    return f"SELECT {', '.join(parts)} FROM public.{source.table} s{source.joins} WHERE {source.where}"


def _keep(source: Source) -> None:
    """The functions run with the rights of whoever writes, so the wall holds for what they read and what they write."""
    op.execute(
        f"CREATE FUNCTION app.search_fill_{source.kind}(kommune uuid, object uuid) RETURNS void LANGUAGE sql VOLATILE {PATH} AS $$ "
        f"INSERT INTO public.search_entries ({COLUMNS}) {_selected(source)} AND s.tenant_id = kommune AND s.id = object $$"
    )
    op.execute(
        f"""
        CREATE FUNCTION app.search_keep_{source.kind}() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                DELETE FROM public.search_entries e WHERE e.tenant_id = OLD.tenant_id AND e.kind = '{source.kind}' AND e.object_id = OLD.id;
            END IF;
            IF TG_OP <> 'DELETE' THEN PERFORM app.search_fill_{source.kind}(NEW.tenant_id, NEW.id); END IF;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        f"CREATE TRIGGER search_keep_{source.kind} AFTER INSERT OR DELETE OR UPDATE OF {source.watched} ON {source.table} "
        f"FOR EACH ROW EXECUTE FUNCTION app.search_keep_{source.kind}()"
    )


def _lend(name: str, table: str, columns: str, kind: str, which: str) -> None:
    op.execute(
        f"""
        CREATE FUNCTION app.search_lend_{name}() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
        BEGIN
            DELETE FROM public.search_entries e WHERE e.tenant_id = NEW.tenant_id AND e.kind = '{kind}' AND e.object_id IN ({which});
            PERFORM app.search_fill_{kind}(NEW.tenant_id, b.id) FROM ({which}) b;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        f"CREATE TRIGGER search_lend_{name} AFTER UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION app.search_lend_{name}()"
    )


def _fill_with_what_is_there() -> None:
    """The owner sees past the wall only here, in this transaction, and the wall is back before it ends."""
    tables = sorted({"search_entries", "agenda_entries", *(source.table for source in SOURCES)})
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for source in SOURCES:
        op.execute(f"INSERT INTO search_entries ({COLUMNS}) {_selected(source)}")
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
