namespace Vennlink.Archives.Parquet;

/// <summary>What a file may take of this machine, whatever it claims.</summary>
/// <param name="fileBytes">Length of the file.</param>
internal sealed class ParquetBudget(long fileBytes)
{
    /// <summary>Bytes of pages and dictionaries that are held at once, of all columns together.</summary>
    public const long MaxHeldBytes = 512L << 20;

    /// <summary>
    /// Bytes unpacked, or written as text, for each byte of the file: as many as Zstandard can make of one.
    /// </summary>
    public const long MaxGrowth = 1 << 15;

    // Bytes behind the used ones of each array, so that bits can be read by the word.
    private const int SlackBytes = 16;

    private long _heldBytes;
    private long _leftBytes = Math.Max(fileBytes, 1) * MaxGrowth;

    /// <summary>Gives room for so many bytes: the array there is, or a longer one.</summary>
    /// <exception cref="InvalidDataException">More is held than may be.</exception>
    public byte[] Hold(byte[] array, int length)
    {
        if (array.Length >= length + SlackBytes)
        {
            return array;
        }

        // Pages that grow a little from one to the next are not given a new array each.
        int wanted = length + Math.Min(array.Length / 2, 1 << 20) + SlackBytes;
        HoldMore(wanted - array.Length);
        return GC.AllocateUninitializedArray<byte>(wanted);
    }

    /// <summary>Counts bytes that are held beside those of <see cref="Hold"/>; fewer where negative.</summary>
    public void HoldMore(long bytes)
    {
        if ((_heldBytes += bytes) > MaxHeldBytes)
        {
            throw new InvalidDataException(
                $"its pages take more than {MaxHeldBytes >> 20} MiB at once: write smaller pages");
        }
    }

    /// <summary>Counts bytes that were made.</summary>
    /// <exception cref="InvalidDataException">The file is a bomb.</exception>
    public void Make(long bytes)
    {
        if ((_leftBytes -= bytes) < 0)
        {
            throw new InvalidDataException($"it unpacks to more than {MaxGrowth} times its length");
        }
    }
}
