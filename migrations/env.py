"""Runs the migrations on the connection that infra hands over, each with lock and statement time-outs."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
connection.execute(text("SET lock_timeout = '10s'"))
connection.execute(text("SET statement_timeout = '5min'"))
context.configure(connection=connection, transactional_ddl=True, version_table="schema_version")
with context.begin_transaction():
    context.run_migrations()
