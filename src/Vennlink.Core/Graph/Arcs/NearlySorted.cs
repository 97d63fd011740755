namespace Vennlink.Graph.Arcs;

/// <summary>Sorts ids that are in order but for short stretches, in about the time of reading them.</summary>
internal static class NearlySorted
{
    // All stretches together may be so many times as long as the list; beyond that, it is no nearly sorted one.
    private const int MaxWork = 4;

    /// <summary>Sorts in place; equal ids stay.</summary>
    public static void Sort(Span<uint> ids)
    {
        long budget = (long)MaxWork * ids.Length;
        for (int next = 1; next < ids.Length; next++)
        {
            if (ids[next] >= ids[next - 1])
            {
                continue;
            }

            // Invariant: all before next are in order. The stretch ends where an id is above all of it, and starts
            // where one is below all of it.
            uint highest = ids[next - 1];
            uint lowest = ids[next];
            int end = next + 1;
            for (; end < ids.Length && ids[end] < highest; end++)
            {
                lowest = Math.Min(lowest, ids[end]);
            }

            int start = next - 1;
            while (start > 0 && ids[start - 1] > lowest)
            {
                start--;
            }

            budget -= end - start;
            if (budget < 0)
            {
                ids.Sort();
                return;
            }

            ids[start..end].Sort();
            next = end - 1;
        }
    }
}
