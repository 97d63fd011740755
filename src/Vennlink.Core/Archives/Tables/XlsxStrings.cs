using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Tables;

/// <summary>The texts of a workbook that its cells name by number; read as far as they are asked for.</summary>
/// <param name="part">The part that holds them; null for a workbook that has none.</param>
internal sealed class XlsxStrings(OfficeXml? part) : IDisposable
{
    /// <summary>Most bytes of text that are held.</summary>
    internal const long MaxBytes = 512L << 20;

    private const int MaxTextBytes = 1 << 18;
    private const int ChunkBytes = 1 << 20;
    private const int PlaceBytes = 16;

    // Texts stay where they were put, so none moves when there are more of them.
    private readonly List<byte[]> _chunks = [];
    private readonly List<(int Chunk, int Start, int Length)> _texts = [];
    private readonly ByteList _text = new();
    private int _used;
    private long _heldBytes;

    /// <summary>A text, UTF-8; false where there is none of that number.</summary>
    /// <exception cref="InvalidDataException">There is more text than is held.</exception>
    public bool TryGet(int index, out ReadOnlySpan<byte> text)
    {
        while (_texts.Count <= index && part?.ReadElement() == true)
        {
            if (part.Name == "si")
            {
                _text.Clear();
                part.ReadText(isRich: true, _text, MaxTextBytes);
                Keep(_text.Span);
            }
        }

        if ((uint)index >= (uint)_texts.Count)
        {
            text = default;
            return false;
        }

        (int chunk, int start, int length) = _texts[index];
        text = _chunks[chunk].AsSpan(start, length);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => part?.Dispose();

    private void Keep(ReadOnlySpan<byte> text)
    {
        _heldBytes += text.Length + PlaceBytes;
        if (_heldBytes > MaxBytes)
        {
            throw new InvalidDataException(
                $"the workbook has more than {MaxBytes >> 20} MiB of shared texts: save the sheet as CSV");
        }

        if (_chunks.Count == 0 || ChunkBytes - _used < text.Length)
        {
            _chunks.Add(new byte[Math.Max(ChunkBytes, text.Length)]);
            _used = 0;
        }

        text.CopyTo(_chunks[^1].AsSpan(_used));
        _texts.Add((_chunks.Count - 1, _used, text.Length));
        _used += text.Length;
    }
}
