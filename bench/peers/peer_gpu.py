#!/usr/bin/env python3
"""PyTorch on a CUDA card beside the check of this engine: the same layers, steps and inference, and one table of both.

  peer_gpu.py rows                                           the rows of the table, one a line
  peer_gpu.py measure --out peers.json [--only TEXT] [--seconds N]
  peer_gpu.py table --ours gpu-check.json.. --peers peers.json [--out table.md]

Classes: F, products as exact as float (TF32 off); T, one TF32 product. Ways: eager; graph, whatever it is captured once as a CUDA
graph and replayed; compile, torch.compile in mode max-autotune; nhwc, the same in channels_last. Times are microseconds: the median
of 7 samples between two device events around at least 10 runs. Inputs are normally distributed. Convolutions pad by 2 on every side
where TensorFlow's SAME pads by 1 and 2: the same work without the kernels that an uneven padding costs.
Exit code 0: done; 1: a measurement failed; 2: bad use, or what is needed is missing.
"""
import argparse
import datetime
import json
import statistics
import sys
import time

FORMAT = "fcn-engine gpu peers 1"
LAYERS = {"conv2": (100, 200, 5, 2, 64), "conv3": (200, 300, 3, 1, 16), "conv4": (300, 300, 3, 1, 16)}  # in, out, window, stride, size
DIRECTIONS = ("forward", "input gradient", "weight gradient with update")
FUSED = ("conv1+relu+pool forward", "upscore+cross-entropy+gradient")
RECIPE_STEPS = 100 * 234

# Microseconds aimed at on an H200, by row and class: (goal, beyond it).
GOALS = {
    ("conv2 forward b1", "F"): (12, 7.2), ("conv2 forward b1", "T"): (9, 6.8), ("conv3 forward b1", "F"): (5, 2.6),
    ("conv4 weight gradient with update b1", "F"): (7, 4), ("conv2 forward b32", "F"): (300, 196),
    ("conv1+relu+pool forward b32", "F"): (32, 20), ("upscore+cross-entropy+gradient b1", "F"): (4, 2),
    ("FCN step b1", "F"): (115, 60), ("FCN step b1", "T"): (80, 55), ("FCN step b32", "F"): (1900, 1000),
    ("FCN step b32", "T"): (1300, 850), ("FC step b1", "F"): (230, 195), ("FCN 100 epochs b1", "F"): (2.7e6, 1.4e6),
    ("FCN inference b1", "F"): (40, 23), ("FCN inference b32", "F"): (700, 330),
}


class Missing(Exception):
    """What is needed is not there; the text says what and what to do."""


def rows():
    """Every row, kernels first."""
    for batch in (1, 32):
        for layer in LAYERS:
            for direction in DIRECTIONS:
                yield f"{layer} {direction} b{batch}"
        for name in FUSED:
            yield f"{name} b{batch}"
    for kind in ("step", "inference"):
        for batch in (1, 8, 32):
            for net in ("FCN", "FC"):
                yield f"{net} {kind} b{batch}"
    yield "FCN 100 epochs b1"


# ---------------------------------------------------------------------------------------------------- measuring

class Bench:
    """Times on one card; results by row, class and way."""

    def __init__(self, torch, seconds):
        self.torch, self.until, self.times, self.failed = torch, time.monotonic() + seconds, [], []

    def add(self, row, accuracy, way, samples):
        samples = sorted(samples)
        self.times.append({"row": row, "class": accuracy, "way": way, "us": round(statistics.median(samples), 3),
                           "fastest": round(samples[0], 3), "slowest": round(samples[-1], 3)})

    def measure(self, row, accuracy, way, make):
        """make() returns (a function to time, how many units of work a call is)."""
        self.attempt(row, accuracy, way, lambda: self.sample(*make()))

    def attempt(self, row, accuracy, way, samples):
        """Keeps the samples, or that it failed: one mode that fails must not cost the others."""
        if time.monotonic() > self.until:
            return
        print(f"{row}, class {accuracy}, {way}", file=sys.stderr)
        try:
            self.add(row, accuracy, way, samples())
        except Exception as error:  # whatever a library throws
            self.failed.append(f"{row}, class {accuracy}, {way}: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
        self.torch.cuda.empty_cache()

    def sample(self, run, units, samples=7, runs=10):
        cuda = self.torch.cuda
        for _ in range(3):
            run()
        cuda.synchronize()
        found = []
        for _ in range(samples):
            start, end = cuda.Event(enable_timing=True), cuda.Event(enable_timing=True)
            start.record()
            for _ in range(runs):
                run()
            end.record()
            cuda.synchronize()
            found.append(start.elapsed_time(end) * 1e3 / (runs * units))
        return found

    def graph(self, run, copies=1):
        """The work of some calls as one CUDA graph."""
        cuda = self.torch.cuda
        side = cuda.Stream()
        side.wait_stream(cuda.current_stream())
        with cuda.stream(side):
            for _ in range(3):
                run()
        cuda.current_stream().wait_stream(side)
        captured = cuda.CUDAGraph()
        with cuda.graph(captured):
            for _ in range(copies):
                run()
        return captured.replay


def layer_work(torch, name, direction, batch, nhwc):
    """A function that does one layer in one direction."""
    functional = torch.nn.functional
    channels, filters, window, stride, size = LAYERS[name]
    layout = torch.channels_last if nhwc else torch.contiguous_format
    make = lambda *shape: torch.randn(*shape, device="cuda").contiguous(memory_format=layout)
    x, w = make(batch, channels, size, size), make(filters, channels, window, window)
    dy = torch.randn_like(functional.conv2d(x, w, stride=stride, padding=window // 2))
    backward = lambda mask: torch.ops.aten.convolution_backward(
        dy, x, w, None, [stride] * 2, [window // 2] * 2, [1, 1], False, [0, 0], 1, mask)
    if direction == "forward":
        return lambda: functional.conv2d(x, w, stride=stride, padding=window // 2)
    if direction == "input gradient":
        return lambda: backward([True, False, False])
    return lambda: w.add_(backward([False, True, False])[1], alpha=-1e-8)


def fused_work(torch, name, batch, nhwc):
    functional = torch.nn.functional
    layout = torch.channels_last if nhwc else torch.contiguous_format
    if name.startswith("conv1"):
        x = torch.randn(batch, 1, 256, 256, device="cuda").contiguous(memory_format=layout)
        w = torch.randn(100, 1, 5, 5, device="cuda")
        return lambda: functional.max_pool2d(functional.relu(functional.conv2d(x, w, stride=2, padding=2)), 2, 2, return_indices=True)
    x = torch.randn(batch, 2, 16, 16, device="cuda").contiguous(memory_format=layout)
    w = torch.randn(2, 2, 31, 31, device="cuda")
    labels = torch.randint(0, 2, (batch, 256, 256), device="cuda")

    def run():
        with torch.no_grad():
            logits = functional.conv_transpose2d(x, w, stride=16, padding=8, output_padding=1)
        logits.requires_grad_()
        loss = functional.cross_entropy(logits, labels)
        return torch.autograd.grad(loss, logits)
    return run


def network(torch, name):
    nn = torch.nn
    if name == "FC":
        layers = [nn.Flatten(), nn.Linear(65536, 512, bias=False), nn.Linear(512, 131072, bias=False), nn.Unflatten(1, (2, 256, 256))]
    else:
        conv = lambda i, o, k, s: nn.Conv2d(i, o, k, stride=s, padding=k // 2, bias=False)
        layers = [conv(1, 100, 5, 2), nn.ReLU(), nn.MaxPool2d(2, 2), conv(100, 200, 5, 2), nn.ReLU(), nn.MaxPool2d(2, 2),
                  conv(200, 300, 3, 1), nn.ReLU(), conv(300, 300, 3, 1), nn.ReLU(), conv(300, 2, 1, 1),
                  nn.ConvTranspose2d(2, 2, 31, stride=16, padding=8, output_padding=1, bias=False)]
    torch.manual_seed(1)
    model = nn.Sequential(*layers).cuda()
    with torch.no_grad():
        for parameter in model.parameters():
            nn.init.trunc_normal_(parameter, std=0.1 if name == "FCN" else 0.01)
    return model


def step_work(torch, name, batch, nhwc, compiled=False):
    """(a training step, its batch): loss, gradients, and an update so small that random labels lead nowhere."""
    model = network(torch, name)
    layout = torch.channels_last if nhwc else torch.contiguous_format
    if name == "FCN":
        model = model.to(memory_format=layout)
    x = torch.randn(batch, 1, 256, 256, device="cuda").contiguous(memory_format=layout)
    y = torch.randint(0, 2, (batch, 256, 256), device="cuda")
    parameters = list(model.parameters())
    loss_of = lambda a, b: torch.nn.functional.cross_entropy(model(a), b)
    if compiled:
        loss_of = torch.compile(loss_of, mode="max-autotune")

    def step():
        gradients = torch.autograd.grad(loss_of(x, y), parameters)
        with torch.no_grad():
            torch._foreach_add_(parameters, list(gradients), alpha=-1e-8)
    return step, (x, y)


def eager_step(torch, name, batch):
    """The idiom that users write."""
    model = network(torch, name)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-8)
    x, y = torch.randn(batch, 1, 256, 256, device="cuda"), torch.randint(0, 2, (batch, 256, 256), device="cuda")

    def step():
        optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    return step


def inference_work(torch, name, batch, nhwc, compiled=False):
    model = network(torch, name).eval()
    layout = torch.channels_last if nhwc else torch.contiguous_format
    if name == "FCN":
        model = model.to(memory_format=layout)
    x = torch.randn(batch, 1, 256, 256, device="cuda").contiguous(memory_format=layout)
    predict = lambda a: model(a).argmax(1)
    if compiled:
        predict = torch.compile(predict, mode="max-autotune")

    def run():
        with torch.no_grad():
            return predict(x)
    return run


def recipe(torch, bench, accuracy):
    """23,400 steps by the clock on the wall (eager: a tenth, times ten): batches copied from pinned memory, the card waited for every 64 steps."""
    row = "FCN 100 epochs b1"

    def wall(run, x, y, steps):
        images, labels = x.cpu().pin_memory(), y.cpu().pin_memory()
        torch.cuda.synchronize()
        began = time.perf_counter()
        for number in range(steps):
            x.copy_(images, non_blocking=True)
            y.copy_(labels, non_blocking=True)
            run()
            if number % 64 == 63:
                torch.cuda.synchronize()
        torch.cuda.synchronize()
        return (time.perf_counter() - began) * 1e6 * RECIPE_STEPS / steps

    def samples(captured):
        step, (x, y) = step_work(torch, "FCN", 1, False)
        step()
        return [wall(bench.graph(step), x, y, RECIPE_STEPS) if captured else wall(step, x, y, RECIPE_STEPS // 10)]

    bench.attempt(row, accuracy, "eager", lambda: samples(False))
    bench.attempt(row, accuracy, "graph", lambda: samples(True))


def kernels(torch, bench, accuracy, wanted):
    for batch in (1, 32):
        works = {f"{layer} {direction} b{batch}": (lambda nhwc, l=layer, d=direction: layer_work(torch, l, d, batch, nhwc))
                 for layer in LAYERS for direction in DIRECTIONS}
        works.update({f"{name} b{batch}": (lambda nhwc, n=name: fused_work(torch, n, batch, nhwc)) for name in FUSED})
        for row, work in works.items():
            if not wanted(row):
                continue
            copies = 20 if batch == 1 else 4
            bench.measure(row, accuracy, "eager", lambda: (work(False), 1))
            bench.measure(row, accuracy, "graph", lambda: (bench.graph(work(False), copies), copies))
            bench.measure(row, accuracy, "graph nhwc", lambda: (bench.graph(work(True), copies), copies))


def networks(torch, bench, accuracy, wanted):
    for batch in (1, 8, 32):
        for name in ("FCN", "FC"):
            row = f"{name} step b{batch}"
            if wanted(row):
                bench.measure(row, accuracy, "eager", lambda: (eager_step(torch, name, batch), 1))
                for nhwc in (False, True) if name == "FCN" else (False,):
                    bench.measure(row, accuracy, "graph nhwc" if nhwc else "graph", lambda: (bench.graph(step_work(torch, name, batch, nhwc)[0]), 1))
                bench.measure(row, accuracy, "compile", lambda: (bench.graph(step_work(torch, name, batch, False, compiled=True)[0]), 1))
            row = f"{name} inference b{batch}"
            if wanted(row):
                bench.measure(row, accuracy, "eager", lambda: (inference_work(torch, name, batch, False), 1))
                for nhwc in (False, True) if name == "FCN" else (False,):
                    bench.measure(row, accuracy, "graph nhwc" if nhwc else "graph", lambda: (bench.graph(inference_work(torch, name, batch, nhwc)), 1))
                bench.measure(row, accuracy, "compile", lambda: (bench.graph(inference_work(torch, name, batch, False, compiled=True)), 1))
    if wanted("FCN 100 epochs b1"):
        recipe(torch, bench, accuracy)


def find_torch():
    try:
        import torch
    except ImportError as error:
        raise Missing(f"PyTorch is missing ({error}): pip install torch") from error
    if not torch.cuda.is_available():
        raise Missing(f"PyTorch {torch.__version__} sees no CUDA card: this needs a card, its driver and a CUDA build of PyTorch")
    return torch


def measure(options):
    torch = find_torch()
    bench = Bench(torch, options.seconds)
    wanted = lambda row: options.only in row
    for accuracy, tf32 in (("F", False), ("T", True)):
        torch.backends.cuda.matmul.allow_tf32 = tf32
        torch.backends.cudnn.allow_tf32 = tf32
        torch.backends.cudnn.benchmark = True
        kernels(torch, bench, accuracy, wanted)
        networks(torch, bench, accuracy, wanted)
    card = torch.cuda.get_device_properties(0)
    report = {"format": FORMAT, "device": card.name, "multiprocessors": card.multi_processor_count, "torch": torch.__version__,
              "cuda": torch.version.cuda, "cudnn": torch.backends.cudnn.version(),
              "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "times": bench.times, "failed": bench.failed}
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump(report, file, indent=1)
    print(f"{len(bench.times)} times of {card.name} in {options.out}", file=sys.stderr)
    for failure in bench.failed:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if bench.failed else 0


# ---------------------------------------------------------------------------------------------------- the table

def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise Missing(f"{path} cannot be read: {error}") from error


def ours_of(path):
    """(device, {(row, class): {way: us}}) of a report of gpu-check."""
    report = read(path)
    classes = {"plain": "F", "fp32": "F", "tf32x3": "F", "tf32": "T", "bf16": "B"}
    times = {}
    try:
        for time_of in report["Found"]["Timings"]:
            accuracy = time_of["Accuracy"]
            times.setdefault((time_of["Name"], classes[accuracy.split(" ")[0]]), {})[accuracy] = float(time_of["Microseconds"])
        return report["Device"], times
    except (KeyError, TypeError, ValueError) as error:
        raise Missing(f"{path} is no report of gpu-check: {error!r}") from error


def peers_of(path):
    report = read(path)
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise Missing(f"{path} is not what 'peer_gpu.py measure' writes ({FORMAT})")
    times = {}
    for time_of in report["times"]:
        times.setdefault((time_of["row"], time_of["class"]), {})[time_of["way"]] = float(time_of["us"])
    return report, times


def merged(reports):
    """One report of several runs: the median of each way, and the largest spread of any."""
    together, spread = {}, {}
    for _, times in reports:
        for key, ways in times.items():
            for way, us in ways.items():
                together.setdefault(key, {}).setdefault(way, []).append(us)
    for key, ways in together.items():
        spread[key] = max((max(all_us) - min(all_us)) / statistics.median(all_us) for all_us in ways.values())
    return {key: {way: statistics.median(all_us) for way, all_us in ways.items()} for key, ways in together.items()}, spread


def number(us):
    return "" if us is None else f"{us:.0f}" if us >= 1000 else f"{us:.1f}" if us >= 100 else f"{us:.2f}"


def table_lines(our_reports, peer_report, peer_times):
    ours, spread = merged(our_reports)
    ways = sorted({way for times in peer_times.values() for way in times}, key=lambda way: ("eager graph compile".find(way.split(" ")[0]), way))
    yield f"# {our_reports[0][0]}: this engine and PyTorch {peer_report['torch']} side by side"
    yield ""
    yield (f"PyTorch on {peer_report['device']}, CUDA {peer_report['cuda']}, cuDNN {peer_report['cudnn']}, {peer_report['date']}; "
           f"{len(our_reports)} {'run' if len(our_reports) == 1 else 'runs'} of this engine, the median of them. Microseconds. Class F: as exact as float; T: one TF32 product; "
           "B: one bfloat16 product. Ratio: the fastest peer of the class / ours. Goals are for an H200.")
    yield ""
    yield "| row | class | ours | as | spread | " + " | ".join(ways) + " | ratio | goal | beyond |"
    yield "|---|---|--:|---|--:|" + "--:|" * (len(ways) + 3)
    for row in rows():
        for accuracy in "FTB":
            mine, theirs = ours.get((row, accuracy), {}), peer_times.get((row, accuracy), {})
            if not mine and not theirs:
                continue
            best = min(mine, key=mine.get) if mine else None
            ratio = f"{min(theirs.values()) / mine[best]:.2f}" if mine and theirs else ""
            goal, beyond = GOALS.get((row, accuracy), (None, None))
            cells = [row, accuracy, number(mine.get(best)), best or "", f"{100 * spread[(row, accuracy)]:.0f} %" if mine else ""]
            cells += [number(theirs.get(way)) for way in ways] + [ratio, number(goal), number(beyond)]
            yield "| " + " | ".join(cells) + " |"
    if peer_report.get("failed"):
        yield ""
        yield "Failed in PyTorch:"
        yield ""
        for failure in peer_report["failed"]:
            yield f"- {failure}"


def table(options):
    our_reports = [ours_of(path) for path in options.ours]
    lines = list(table_lines(our_reports, *peers_of(options.peers)))
    text = "\n".join(lines) + "\n"
    if options.out:
        with open(options.out, "w", encoding="utf-8") as file:
            file.write(text)
    sys.stdout.write(text)
    return 0


def main(words):
    parser = argparse.ArgumentParser(prog="peer_gpu.py", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("rows", help="print the rows of the table")
    one = commands.add_parser("measure", help="time PyTorch on the card here")
    one.add_argument("--out", required=True, help="the JSON file to write")
    one.add_argument("--only", default="", help="only rows that contain this")
    one.add_argument("--seconds", type=float, default=540, help="start nothing new after so long (540)")
    one = commands.add_parser("table", help="put both side by side")
    one.add_argument("--ours", nargs="+", required=True, help="reports of gpu-check (.json) of the same card")
    one.add_argument("--peers", required=True, help="what measure wrote")
    one.add_argument("--out", help="the Markdown file to write as well")
    options = parser.parse_args(words)
    try:
        if options.command == "rows":
            print("\n".join(rows()))
            return 0
        return measure(options) if options.command == "measure" else table(options)
    except Missing as missing:
        print(f"peer_gpu.py: {missing}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
