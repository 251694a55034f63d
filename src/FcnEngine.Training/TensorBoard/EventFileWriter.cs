using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Data.Records;

namespace FcnEngine.Training.TensorBoard;

/// <summary>
/// One event file of one run: record frames around Event messages, which TensorBoard reads while they are written. Every event goes
/// to the system in one write of its own, so that a refresh shows the last step and a killed run loses none.
/// Usage: <c>using var file = EventFileWriter.Create("run/logs/train"); file.Write(step: 0, [Summary.Scalar("loss", 0.7f)]);</c>.
/// </summary>
/// <remarks>Source: tensorflow/core/util/event.proto and events_writer; the fields are wall_time 1, step 2, file_version 3, graph_def 4, summary 5, session_log 7.</remarks>
public sealed class EventFileWriter : IDisposable
{
    private const string FileVersion = "brain.Event:2";
    private const int WallTimeField = 1, StepField = 2, FileVersionField = 3, GraphField = 4, SummaryField = 5, SessionLogField = 7, SummaryValueField = 1;
    private const int SessionStart = 1;
    private const string NamePrefix = "events.out.tfevents.", Remedy = "check the disk, or choose another --log_dir";

    private const int SecondDigits = 10;

    private readonly Stream _file;
    private readonly TimeProvider _time;
    private readonly ProtoWriter _event = new(), _summary = new();
    private readonly MemoryStream _frame = new();

    internal EventFileWriter(Stream file, string path, TimeProvider time)
    {
        (_file, Path, _time) = (file, path, time);
        Begin(step: 0);
        _event.WriteString(FileVersionField, FileVersion);
        End();
    }

    public string Path { get; }

    /// <summary>
    /// Begins a new event file; files of earlier sessions stay beside it. Readers take the files in the order of their names, so the second
    /// in its name is later than theirs even where the clock was set back since.
    /// </summary>
    /// <param name="folder">The run's folder, made when it is missing; its name is the run's name in TensorBoard.</param>
    /// <param name="time">The clock of the events.</param>
    /// <exception cref="DataException">The folder or the file cannot be made.</exception>
    public static EventFileWriter Create(string folder, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        try
        {
            Directory.CreateDirectory(folder);
            var second = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), LatestSecond(folder) + 1);
            var path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture,
                $"{NamePrefix}{second:D10}.{Environment.MachineName}.{Environment.ProcessId}.0"));
            // No buffer: a frame is complete on its own. Others may read on the way.
            return new EventFileWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), path, time);
        }
        catch (Exception refusal) when (OutputFile.IsRefusal(refusal))
        {
            throw OutputFile.Refused(folder, refusal, Remedy);
        }
    }

    /// <summary>Writes some values of one step.</summary>
    /// <exception cref="DataException">The disk takes no more.</exception>
    public void Write(long step, params ReadOnlySpan<SummaryValue> values)
    {
        _summary.Clear();
        foreach (var value in values) _summary.WriteBytes(SummaryValueField, value.Message.Span);
        Begin(step);
        _event.WriteBytes(SummaryField, _summary.Written);
        End();
    }

    /// <summary>Writes the graph of the run.</summary>
    public void WriteGraph(GraphDefinition graph)
    {
        Begin(step: 0);
        _event.WriteBytes(GraphField, graph.Message.Span);
        End();
    }

    /// <summary>Tells TensorBoard that a run goes on from a step: what earlier files say about this step and later ones no longer holds.</summary>
    public void WriteRestart(long step)
    {
        var log = new ProtoWriter();
        log.WriteVarint(1, SessionStart);
        Begin(step);
        _event.WriteBytes(SessionLogField, log.Written);
        End();
    }

    public void Dispose()
    {
        _file.Dispose();
        _frame.Dispose();
    }

    private void Begin(long step)
    {
        _event.Clear();
        _event.WriteDouble(WallTimeField, _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        if (step != 0) _event.WriteVarint(StepField, step);
    }

    private void End()
    {
        _frame.SetLength(0);
        RecordFraming.Write(_frame, _event.Written);
        try
        {
            _file.Write(_frame.GetBuffer().AsSpan(0, (int)_frame.Length));
        }
        catch (Exception refusal) when (OutputFile.IsRefusal(refusal))
        {
            throw OutputFile.Refused(Path, refusal, Remedy);
        }
    }

    /// <summary>The latest second in the names of a folder's event files; -1 where there are none.</summary>
    private static long LatestSecond(string folder) => Directory.EnumerateFiles(folder, NamePrefix + "*")
        .Select(file => System.IO.Path.GetFileName(file)[NamePrefix.Length..].Split('.')[0])
        .Select(second => second.Length == SecondDigits && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var found) ? found : -1)
        .DefaultIfEmpty(-1).Max();
}
