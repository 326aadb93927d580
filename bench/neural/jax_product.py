"""Times one product of matrices in JAX on one thread and prints one line of JSON: processor milliseconds by round.

The task is the only argument, NeuralTask of bench/neural/measure.ts. The operands are files in its folder; the product is
left there.
"""

import json
import os
import sys

task = json.loads(sys.argv[1])
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import time

import jax
import numpy as np


def operand(name, rows, columns):
    return jax.device_put(np.fromfile(os.path.join(task["folder"], name), np.float32).reshape(rows, columns))


a = operand("a.f32", task["rows"], task["depth"])
b = operand("b.f32", task["depth"], task["columns"])
multiply = jax.jit(lambda a, b: a @ b)


def processor_ms():
    begin = time.process_time()
    used, runs = 0, 0
    while True:
        multiply(a, b).block_until_ready()
        runs += 1
        used = (time.process_time() - begin) * 1000
        if used >= task["budgetMs"]:
            return used / runs


np.asarray(multiply(a, b), np.float32).tofile(os.path.join(task["folder"], "c.f32"))
processor_ms()
print(json.dumps({"rawMs": [processor_ms() for _ in range(task["rounds"])], "version": jax.__version__}))
