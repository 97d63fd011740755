namespace Vennlink.Snapshots.Facts;

/// <summary>When links of a source were seen.</summary>
/// <param name="Source">Id of the source.</param>
/// <param name="FirstSeen">Day of UTC since 1970 that the newest of them was first seen; null without any date.</param>
/// <param name="LastSeen">The last day that one of them was seen.</param>
internal readonly record struct SourceDays(uint Source, int? FirstSeen, int? LastSeen)
{
    /// <summary>One of each source, with the newest days of all of its links; ascending.</summary>
    public static SourceDays[] Newest(IEnumerable<SourceDays> links)
    {
        SourceDays[] all = [.. links];
        all.AsSpan().Sort((left, right) => left.Source.CompareTo(right.Source));
        int count = 0;
        foreach (SourceDays link in all)
        {
            if (count > 0 && all[count - 1].Source == link.Source)
            {
                ref SourceDays newest = ref all[count - 1];
                newest = newest with
                {
                    FirstSeen = Later(newest.FirstSeen, link.FirstSeen),
                    LastSeen = Later(newest.LastSeen, link.LastSeen),
                };
            }
            else
            {
                all[count++] = link;
            }
        }

        return all[..count];
    }

    private static int? Later(int? left, int? right) => left is null || left < right ? right : left;
}
