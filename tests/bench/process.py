"""Runs a peer's process and says what it cost: seconds, CPU seconds and resident memory, of the whole process tree."""
import json
import os
import signal
import subprocess
import threading
import time

import psutil

SAMPLE_SECONDS = 0.1
# Looking for new processes reads all of /proc.
SAMPLES_A_TREE = 10
MB = 1024 * 1024


class Run:
    """A process that has been started; what it prints are lines of JSON ({"at", "changes"}) or nothing."""

    running = set()

    def __init__(self, command, log, folder=None, environment=None, bound=None):
        self.log = log
        self.output = log + ".out"
        self.started = time.time()
        self.clock = time.monotonic()
        self.busy_before = busy_seconds()
        with open(self.output, "w") as out, open(log, "w") as err:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder,
                                            env={**os.environ, **(environment or {})})
        self.running.add(self)
        self.peak = 0
        self.code = None
        self.cut = False
        threading.Thread(target=self.sample, daemon=True).start()
        self.alarm = threading.Timer(bound, self.kill) if bound else None
        if self.alarm:
            self.alarm.daemon = True
            self.alarm.start()

    def sample(self):
        tree, samples = [], 0
        while self.code is None:
            try:
                if samples % SAMPLES_A_TREE == 0:
                    root = psutil.Process(self.process.pid)
                    tree = [root, *root.children(recursive=True)]
                samples += 1
                self.peak = max(self.peak, sum(each.memory_info().rss for each in tree) / MB)
            except psutil.Error:
                samples = 0         # one has ended
            time.sleep(SAMPLE_SECONDS)

    def kill(self):
        self.cut = True
        os.kill(self.process.pid, signal.SIGKILL)

    def is_alive(self):
        return self.code is None and psutil.pid_exists(self.process.pid) \
            and psutil.Process(self.process.pid).status() != psutil.STATUS_ZOMBIE

    def wait(self):
        """Waits for its end and fills in seconds, cpu and the exit code."""
        _, status, used = os.wait4(self.process.pid, 0)
        self.running.discard(self)
        self.seconds = time.monotonic() - self.clock
        self.code = self.process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = used.ru_utime + used.ru_stime
        # Cores that everything on the machine used, the database and strangers included.
        self.busy_cores = (busy_seconds() - self.busy_before) / self.seconds
        if self.alarm:
            self.alarm.cancel()
        return self

    def stop(self):
        """Asks it to end, and makes it if it does not."""
        if self.code is None:
            # Not by Popen's methods: they would wait for a process that has ended, and its costs be lost.
            os.kill(self.process.pid, signal.SIGTERM)
            patience = threading.Timer(30, os.kill, (self.process.pid, signal.SIGKILL))
            patience.daemon = True
            patience.start()
            self.wait()
            patience.cancel()
        return self

    def progress(self):
        """The lines of JSON so far, the newest last."""
        with open(self.output) as lines:
            return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("\n")]

    def last_words(self):
        """The last line of the log that is not part of a stack trace."""
        with open(self.log, errors="replace") as lines:
            said = [line.strip() for line in lines if line.strip() and not line.startswith(("\t", "   "))]
        return said[-1][:200] if said else "it said nothing"


def busy_seconds():
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0) - getattr(times, "guest", 0)
