"""Stand-in for the original's displace: Perlin's gradient noise, three evaluations a point, compiled by Numba.

Reads "<points> <seconds>" from the command line, then a line per round from standard input; answers each with the
processor milliseconds of one pass (the best of what fits the time). Written for this benchmark, after Perlin (2002).
"""

import sys
import time

import numpy as np
from numba import njit

TABLE = np.tile(np.random.default_rng(1).permutation(256).astype(np.int32), 2)


@njit(fastmath=True)
def slope(hashed, x, y, z):
    h = hashed & 15
    u = x if h < 8 else y
    v = y if h < 4 else (x if h == 12 or h == 14 else z)
    return (u if h & 1 == 0 else -u) + (v if h & 2 == 0 else -v)


@njit(fastmath=True)
def noise(table, x, y, z):
    fx, fy, fz = np.floor(x), np.floor(y), np.floor(z)
    i, j, k = int(fx) & 255, int(fy) & 255, int(fz) & 255
    x, y, z = x - fx, y - fy, z - fz
    u = x * x * x * (x * (x * 6 - 15) + 10)
    v = y * y * y * (y * (y * 6 - 15) + 10)
    w = z * z * z * (z * (z * 6 - 15) + 10)
    a, b = table[i] + j, table[i + 1] + j
    aa, ab, ba, bb = table[a] + k, table[a + 1] + k, table[b] + k, table[b + 1] + k
    near = 0.0
    far = 0.0
    for step in range(2):
        p = slope(table[aa + step], x, y, z - step)
        q = slope(table[ba + step], x - 1, y, z - step)
        r = slope(table[ab + step], x, y - 1, z - step)
        s = slope(table[bb + step], x - 1, y - 1, z - step)
        low = p + u * (q - p)
        high = r + u * (s - r)
        value = low + v * (high - low)
        if step == 0:
            near = value
        else:
            far = value
    return near + w * (far - near)


@njit(fastmath=True, parallel=False)
def displace(table, points, out, amplitude, frequency, phase):
    for n in range(points.shape[0]):
        x = points[n, 0] * frequency + phase
        y = points[n, 1] * frequency + phase
        z = points[n, 2] * frequency + phase
        out[n, 0] = points[n, 0] + amplitude * noise(table, x, y, z)
        out[n, 1] = points[n, 1] + amplitude * noise(table, x + 100, y + 100, z + 100)
        out[n, 2] = points[n, 2] + amplitude * noise(table, x + 200, y + 200, z + 200)


count, seconds = int(sys.argv[1]), float(sys.argv[2])
points = ((np.random.default_rng(2).random((count, 3)) - 0.5) * 300).astype(np.float32)
out = np.empty_like(points)
displace(TABLE, points[:4], out[:4], np.float32(8), np.float32(0.04), np.float32(1000))
print("ready", flush=True)
for line in sys.stdin:
    best = 1e9
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or best == 1e9:
        started = time.process_time()
        displace(TABLE, points, out, np.float32(8), np.float32(0.04), np.float32(1000 + float(line)))
        best = min(best, time.process_time() - started)
    print(best * 1000, flush=True)
