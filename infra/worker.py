"""The worker: takes jobs from the queue, one at a time, each in the room it was asked for in."""

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from infra import watching
from infra.house import build, steady_start
from saas import jobs


def main() -> None:
    """Work until told to stop. No fork per job: jobs are short, and a killed worker loses nothing but its place."""
    watching.listen("worker")
    app = steady_start(build)
    watching.report(app, "worker")
    with app.app_context():
        worker = SimpleWorker(jobs.queues(), connection=jobs.connection(patient=True), serializer=JSONSerializer)
        # What became of a job is told by saas.jobs. What failed is not lost: its row is still there, and is taken again.
        worker.work(logging_level="WARNING")


if __name__ == "__main__":
    main()
