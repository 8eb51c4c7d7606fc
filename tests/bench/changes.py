"""Writes a backlog: 60 % inserts, 30 % updates, 10 % deletes, the rows chosen at random among those that live."""
import random
from collections import namedtuple

Written = namedtuple("Written", "insert update delete")
STEP = 100      # changes: 60 inserts, 30 updates, 10 deletes of different rows


class Writer:
    """Goes on from a table that holds the ids 1 to rows. The same seed writes the same changes."""

    def __init__(self, source, table, rows, seed=1):
        self.source, self.table = source, table
        self.random = random.Random(seed)
        self.last = rows
        self.deleted = set()
        self.steps = 0

    def write(self, changes, one_transaction=False):
        """So many changes, a multiple of 100, in transactions of 100 or in one; how many of each kind."""
        steps = changes // STEP
        if one_transaction:
            self.source.transaction(statement for _ in range(steps) for statement in self.step())
        else:
            for _ in range(steps):
                self.source.transaction(self.step())
        return Written(steps * 60, steps * 30, steps * 10)

    def step(self):
        self.steps += 1
        first, self.last = self.last + 1, self.last + 60
        updated = self.pick(30)
        deleted = self.pick(10, but=updated)
        self.deleted.update(deleted)
        name = self.table.name
        values = ", ".join(f"({i}, 'name {i}', 'user{i}@example.com', {i * 137 / 100:.2f}, {i % 2 == 0})"
                           for i in range(first, self.last + 1))
        return [f"INSERT INTO {name} (id, name, email, amount, active) VALUES {values}",
                f"UPDATE {name} SET name = CONCAT('name ', {self.steps}), amount = amount + 1"
                f" WHERE id IN ({listed(updated)})",
                f"DELETE FROM {name} WHERE id IN ({listed(deleted)})"]

    def pick(self, count, but=()):
        picked = set()
        while len(picked) < count:
            row = self.random.randint(1, self.last)
            if row not in self.deleted and row not in but:
                picked.add(row)
        return picked


def listed(ids):
    return ", ".join(map(str, sorted(ids)))
