namespace FcnEngine.Data.Preparation;

/// <summary>Reads the next frames on other threads while the caller writes; order and first error are those of reading one by one.</summary>
internal static class ReadAhead
{
    /// <summary>At most two frames a processor wait, so a set need not fit in memory.</summary>
    public static IEnumerable<TResult> Of<T, TResult>(IEnumerable<T> items, Func<T, TResult> read)
    {
        var most = 2 * Environment.ProcessorCount;
        var underWay = new Queue<Task<TResult>>(most);
        try
        {
            foreach (var item in items)
            {
                underWay.Enqueue(Task.Run(() => read(item)));
                if (underWay.Count == most)
                    yield return underWay.Dequeue().GetAwaiter().GetResult();
            }
            while (underWay.TryDequeue(out var next))
                yield return next.GetAwaiter().GetResult();
        }
        finally
        {
            // Nobody asks for these any more; what they throw is seen so that it does not surface later.
            foreach (var left in underWay)
                left.ContinueWith(static done => done.Exception, TaskScheduler.Default);
        }
    }
}
