"""Work that a worker left behind when it died goes on."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

SILENT_SECONDS = 60  # a worker tells that it lives every ten seconds


@app.periodic(cron="* * * * *")
@app.task(name="config.take_over", queueing_lock="config.take_over", pass_context=True)
async def take_over(context: JobContext, timestamp: int) -> None:
    """Put jobs back that a worker had begun which is gone; every task is safe to run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same work waits already: the clock asked for it again
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
