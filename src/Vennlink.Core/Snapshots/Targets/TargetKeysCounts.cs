namespace Vennlink.Snapshots.Targets;

/// <summary>What a dictionary of targets holds, and what it takes.</summary>
internal sealed class TargetKeysCounts
{
    /// <summary>Known targets by scope, whether or not anything links to them from outside.</summary>
    public long[] Known { get; } = new long[3];

    /// <summary>Targets by scope that have sources.</summary>
    public long[] Linked { get; } = new long[3];

    /// <summary>Bits of the entries but for the ids of inline lists: what finding the lists costs.</summary>
    public long DirectoryBits { get; set; }

    /// <summary>Bits of the ids of inline lists.</summary>
    public long InlineBits { get; set; }

    /// <summary>Sets all counts to zero.</summary>
    public void Clear()
    {
        Array.Clear(Known);
        Array.Clear(Linked);
        DirectoryBits = InlineBits = 0;
    }

    /// <summary>Adds the counts of another.</summary>
    public void Add(TargetKeysCounts other)
    {
        for (int scope = 0; scope < Known.Length; scope++)
        {
            Known[scope] += other.Known[scope];
            Linked[scope] += other.Linked[scope];
        }

        DirectoryBits += other.DirectoryBits;
        InlineBits += other.InlineBits;
    }
}
