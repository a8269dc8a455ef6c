"""Who lies within a circle, in order of floors: circles that grow, and a heap of those inside."""

from __future__ import annotations

import math

from dispatch.arrays import Records
from dispatch.batch.bounds import Floats
from dispatch.batch.desk import Integers
from dispatch.kernel import compiled_inside


@compiled_inside
def circle(floor_min: Floats, crowd: int, limit: float) -> float:
    """A floor under which stand at least `crowd` technicians, but not many more; `limit` if there are not so many."""
    lowest = math.inf
    for k in range(floor_min.shape[0]):
        lowest = min(lowest, floor_min[k])
    if lowest == -math.inf:
        return limit
    width = 1.0
    while lowest + width < limit:
        inside = 0
        for k in range(floor_min.shape[0]):
            inside += floor_min[k] <= lowest + width
        if inside >= crowd:
            return lowest + width
        width *= 1.5
    return limit


@compiled_inside
def gather(floor_min: Floats, inner: float, outer: float, gathered: Integers) -> int:
    """Write down whose floor lies above `inner`, or anywhere if that is minus infinite, and up to `outer`; how many?"""
    count = 0
    everybody = inner == -math.inf
    for k in range(floor_min.shape[0]):
        gathered[count] = k  # written over by the next, unless it counts: this loop has no branch
        count += (floor_min[k] <= outer) & (everybody | (floor_min[k] > inner))
    return count


@compiled_inside
def push(heap: Records, size: int, floor_min: float, k: int) -> int:
    """Add a technician to a heap of `size`; how many are in it now?"""
    m = size
    while m > 0 and heap[(m - 1) // 2].cost_min > floor_min:
        heap[m] = heap[(m - 1) // 2]
        m = (m - 1) // 2
    heap[m].cost_min = floor_min
    heap[m].technician = k
    return size + 1


@compiled_inside
def pop(heap: Records, size: int) -> int:
    """Take the one with the lowest floor out of a heap of `size`; how many are left?"""
    size -= 1
    last_min, last = heap[size].cost_min, heap[size].technician
    m = 0
    while 2 * m + 1 < size:
        child = 2 * m + 1
        if child + 1 < size and heap[child + 1].cost_min < heap[child].cost_min:
            child += 1
        if heap[child].cost_min >= last_min:
            break
        heap[m] = heap[child]
        m = child
    heap[m].cost_min = last_min
    heap[m].technician = last
    return size
