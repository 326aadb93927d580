"""Trains a network in JAX on one thread and prints one line of JSON: processor milliseconds and mean loss of each epoch.

The task is the only argument, JaxTask of bench/neural/peers.ts: the description of a network, and a folder with data, orders of
epochs and first weights. A whole epoch is one compiled loop over batches that lie in memory before it begins.
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
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

network, optimiser = task["network"], task["optimiser"]
ACTIVATIONS = {"none": lambda x: x, "relu": jax.nn.relu, "tanh": jnp.tanh}


def read(name, kind):
    return np.fromfile(os.path.join(task["folder"], name), kind)


def weights(name, shape):
    return jnp.asarray(read(f"{name}.f32", np.float32).reshape(shape))


def output(parameters, inputs):
    values = dict(inputs)
    for node in network["nodes"]:
        options = node.get("options", {})
        given = [values[name] for name in node["inputs"]]
        own = lambda name: parameters[f"{node['name']}.{name}"]
        values[node["name"]] = {
            "embedding": lambda: own("table")[given[0]],
            "bag": lambda: given[0] @ own("table"),
            "concat": lambda: jnp.concatenate(given, 1),
            "dense": lambda: ACTIVATIONS[options.get("activation", "none")](given[0] @ own("kernel") + own("bias")),
            "activation": lambda: ACTIVATIONS[options["name"]](given[0]),
            "softmax-items": lambda: given[0] @ own("items").T + own("bias"),
        }[node["layer"]]()
    return values[network["output"]]


def loss(parameters, batch):
    if task["loss"] == "mse":
        user, item, target = batch
        return jnp.mean((output(parameters, {"user": user, "item": item})[:, 0] - target) ** 2)
    return jnp.mean(-jnp.sum(batch * jax.nn.log_softmax(output(parameters, {"history": batch})), 1))


def step(state, batch):
    parameters, first, second, count = state
    value, gradients = jax.value_and_grad(loss)(parameters, batch)
    rate, count = optimiser["learningRate"], count + 1
    each = jax.tree.map
    if optimiser["name"] == "sgd":
        first = each(lambda m, g: optimiser["momentum"] * m + g, first, gradients)
        return (each(lambda p, m: p - rate * m, parameters, first), first, second, count), value
    first = each(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
    second = each(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
    one, two = 1 - 0.9**count, 1 - 0.999**count
    move = lambda p, m, v: p - rate * (m / one) / (jnp.sqrt(v / two) + 1e-7)
    return (each(move, parameters, first, second), first, second, count), value


@partial(jax.jit, donate_argnums=0)
def epoch(state, batches):
    return jax.lax.scan(step, state, batches)


if task["examples"] == "ratings":
    columns = [read("users.u32", np.uint32).astype(np.int32), read("items.u32", np.uint32).astype(np.int32)]
    columns.append(read("values.f32", np.float32))
else:
    dense = np.zeros((task["userCount"], task["itemCount"]), np.float32)
    dense[read("users.u32", np.uint32), read("items.u32", np.uint32)] = 1


def batch_of(rows):
    return tuple(column[rows] for column in columns) if task["examples"] == "ratings" else dense[rows]


def run(state, order):
    """Whole batches in one loop, and what is left in another; returns the state and the mean loss of an example."""
    size = task["batchSize"]
    whole = len(order) // size * size
    state, values = epoch(state, batch_of(order[:whole].reshape(-1, size)))
    total = float(jnp.sum(values)) * size
    if whole < len(order):
        state, values = epoch(state, batch_of(order[whole:].reshape(1, -1)))
        total += float(values[0]) * (len(order) - whole)
    jax.block_until_ready(state)
    return state, total / len(order)


def begin():
    parameters = {name: weights(name, shape) for name, shape in task["shapes"].items()}
    zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
    return parameters, zeros(), zeros(), jnp.float32(0)


orders = [read(f"order-{number}.u32", np.uint32) for number in range(1, task["epochs"] + 1)]
raw, losses, state = [], [], begin()
for order in orders:
    started = time.process_time()
    state, mean = run(state, order)
    raw.append((time.process_time() - started) * 1000)
    losses.append(mean)

state, steps = begin(), []
single = jax.jit(step)
for _ in range(task["steps"]):
    state, value = single(state, batch_of(orders[0][: task["batchSize"]]))
    steps.append(float(value))
print(json.dumps({"rawMs": raw, "losses": losses, "steps": steps, "version": jax.__version__}))
