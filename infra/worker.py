"""The worker: takes jobs from the queue, one at a time, each in the room it was asked for in."""

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from infra.house import build
from saas import jobs


def main() -> None:
    """Work until told to stop. No fork per job: jobs are short, and a killed worker loses nothing but its place."""
    app = build()
    with app.app_context():
        worker = SimpleWorker([jobs.queue()], connection=jobs.connection(patient=True), serializer=JSONSerializer)
        worker.push_exc_handler(_tell)
        worker.work(logging_level="WARNING")


def _tell(job: object, kind: type, value: Exception, traceback: object) -> bool:
    """A failed job is named, never quoted: its row is still there, and the sweep or the next round takes it again."""
    print(f"A job failed: {kind.__name__}", flush=True)
    return True


if __name__ == "__main__":
    main()
