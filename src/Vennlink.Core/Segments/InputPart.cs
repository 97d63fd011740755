namespace Vennlink.Segments;

/// <summary>
/// One range of an input's stored offsets: what they count in. An input without parts has one offset, its own bytes.
/// </summary>
/// <param name="InnerName">Name of the archive or list inside the input; null for the input itself.</param>
/// <param name="IsDecompressed">Whether offsets count decompressed bytes.</param>
/// <param name="StartOffset">
/// The stored offset that stands for offset 0 of the part; those below the start of the next part are of this one.
/// </param>
public sealed record InputPart(string? InnerName, bool IsDecompressed, long StartOffset)
{
    /// <summary>The offsets of an input that has no parts.</summary>
    internal static InputPart Whole { get; } = new(null, false, 0);

    /// <summary>Finds the part that a stored offset is of; where there are none, it is of the whole.</summary>
    /// <param name="parts">Parts of the input, in ascending order of their starts.</param>
    /// <param name="storedOffset">As <see cref="Links.LinkFacts.OffsetBytes"/> has it.</param>
    public static InputPart Find(IReadOnlyList<InputPart> parts, long storedOffset)
    {
        // Invariant: parts below low start at or below the offset, parts from high on above it.
        int low = 0;
        int high = parts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = parts[middle].StartOffset <= storedOffset ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? Whole : parts[low - 1];
    }
}
