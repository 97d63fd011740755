using System.Collections.Concurrent;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query;

/// <summary>
/// Opens walks over the lists of a question, and keeps their memory from one to the next. Thread-safe.
/// </summary>
internal sealed class WalkPool
{
    // Bitmaps of 2,000 lists; a walk over more than that does not leave its memory behind.
    private const long MaxKeptBytes = 16 << 20;

    private readonly ConcurrentBag<ThresholdWalk> _idle = [];
    private readonly Action<ThresholdWalk> _release;

    /// <param name="width">Register width of all walks.</param>
    public WalkPool(LaneWidth width)
    {
        Width = width;
        _release = Release;
    }

    /// <summary>Register width of all walks.</summary>
    public LaneWidth Width { get; }

    /// <summary>Opens a walk over the rows of a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="bounds">Which of its rows.</param>
    /// <param name="cancellationToken">Checked once a window.</param>
    public ThresholdWalk Open(FoundQuery question, in WalkBounds bounds, CancellationToken cancellationToken)
    {
        ThresholdWalk walk = _idle.TryTake(out ThresholdWalk? idle) ? idle : new ThresholdWalk(Width, _release);
        try
        {
            if (bounds.Required is not null)
            {
                walk.Require(bounds.Required);
            }

            if (question.OpenRequired() is { } required)
            {
                walk.Require(required);
            }

            for (int target = 0; target < question.Positives.Count; target++)
            {
                walk.AddList(question.Open(question.Positives[target]));
            }

            AddNegatives(walk, question);
            walk.Ask(question.Tree, question.OpenTest(Width));
            walk.Start(question.Space.Count, Math.Max(bounds.Threshold, question.MinMatchingTargets), bounds.From,
                bounds.Ceiling, cancellationToken);
            return walk;
        }
        catch
        {
            walk.Dispose();
            throw;
        }
    }

    /// <summary>Has a collector take what it wants from the rows of a question.</summary>
    public void Collect<TCollector>(FoundQuery question, in WalkBounds bounds, ref TCollector collector,
        CancellationToken cancellationToken)
        where TCollector : struct, IRowCollector
    {
        using ThresholdWalk walk = Open(question, bounds, cancellationToken);
        collector.Collect(walk);
    }

    private static void AddNegatives(ThresholdWalk walk, FoundQuery question)
    {
        for (int target = 0; target < question.Negatives.Count; target++)
        {
            PostingCursor list = question.Open(question.Negatives[target]);
            if (list.Current != PostingCursor.End)
            {
                walk.AddNegative(list);
            }
            else
            {
                list.Dispose();
            }
        }

        question.StartExcluded(walk.Excluded);
        if (walk.Excluded.Count > 0)
        {
            walk.AddNegative(walk.Excluded);
        }
    }

    private void Release(ThresholdWalk walk)
    {
        if (walk.HeldBytes <= MaxKeptBytes)
        {
            _idle.Add(walk);
        }
    }
}

/// <summary>Which rows of a question a walk is over.</summary>
/// <param name="Threshold">Those that match at least so many targets.</param>
/// <param name="Ceiling">Those that match at most so many.</param>
/// <param name="From">Those of no lower id.</param>
/// <param name="Required">Those of this list, a fresh cursor that the walk disposes; null for all.</param>
internal readonly record struct WalkBounds(int Threshold, int Ceiling = int.MaxValue, uint From = 0,
    PostingCursor? Required = null)
{
    /// <summary>All rows.</summary>
    public static WalkBounds All => new(1);
}
