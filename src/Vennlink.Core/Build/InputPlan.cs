using Vennlink.Inputs;
using Vennlink.Segments;

namespace Vennlink.Build;

/// <summary>Which inputs were read before, which are the same file again, and which are left to read.</summary>
/// <param name="Segments">Segments of the inputs that were read before.</param>
/// <param name="Unread">Inputs left to read, in the order they were found.</param>
/// <param name="DuplicateCount">Files given more than once.</param>
internal sealed record InputPlan(IReadOnlyList<string> Segments, IReadOnlyList<IndexInput> Unread, int DuplicateCount)
{
    /// <summary>
    /// Makes the plan. Only files that may be known already are hashed: those of which another input or a segment has
    /// the same length.
    /// </summary>
    public static InputPlan Make(
        IReadOnlyList<IndexInput> inputs, SegmentStore store, StageClock stages, int threadCount,
        CancellationToken cancellationToken)
    {
        HashSet<long> knownLengths =
            [.. store.Names().Select(store.Info).OfType<InputInfo>().Select(info => info.LengthBytes)];
        HashSet<long> sharedLengths = [
            .. inputs.GroupBy(input => input.LengthBytes).Where(group => group.Count() > 1).Select(group => group.Key)];
        List<IndexInput> unread = [];
        List<(IndexInput Input, string Digest)> hashed = [];
        List<IndexInput> toHash = [.. inputs.Where(
            input => knownLengths.Contains(input.LengthBytes) || sharedLengths.Contains(input.LengthBytes))];
        long totalBytes = toHash.Sum(input => input.LengthBytes);
        long doneBytes = 0;
        if (toHash.Count > 0)
        {
            stages.Start("digest", totalBytes);
        }

        foreach (IndexInput input in toHash)
        {
            hashed.Add((input, input.Digest(threadCount, null, cancellationToken)));
            doneBytes += input.LengthBytes;
            stages.Report("digest", doneBytes, totalBytes, hashed.Count);
        }

        unread.AddRange(inputs.Except(toHash));
        List<string> segments = [];
        int duplicateCount = 0;
        foreach (IGrouping<string, IndexInput> same in hashed.GroupBy(input => input.Digest, input => input.Input))
        {
            // Of files with the same bytes the first name in ordinal order counts, whichever came first, so that the
            // order of inputs does not show in the index; should a later addition bring a smaller name, the file is
            // read again.
            IndexInput first = same.MinBy(input => input.Name, StringComparer.Ordinal)!;
            duplicateCount += same.Count() - 1;
            if (store.Find(same.Key, first.Lists) is { } segment
                && StringComparer.Ordinal.Compare(store.Info(segment)!.Name, first.Name) <= 0)
            {
                segments.Add(segment);
            }
            else
            {
                unread.Add(first);
            }
        }

        return new InputPlan(segments, unread, duplicateCount);
    }
}
