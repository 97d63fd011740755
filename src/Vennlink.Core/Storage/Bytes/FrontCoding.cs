using System.Buffers;

namespace Vennlink.Storage.Bytes;

/// <summary>Writes ascending keys each as what it does not share with the key before.</summary>
internal sealed class FrontCoding
{
    private byte[] _previous = new byte[256];
    private int _previousLength;

    /// <summary>Forgets the key before: at the start of a block.</summary>
    public void Reset() => _previousLength = 0;

    /// <summary>Appends one key.</summary>
    public void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> key)
    {
        int shared = key.CommonPrefixLength(_previous.AsSpan(0, _previousLength));
        Varint.Append(output, (ulong)shared);
        Varint.Append(output, (ulong)(key.Length - shared));
        output.Write(key[shared..]);
        if (_previous.Length < key.Length)
        {
            _previous = new byte[2 * key.Length];
        }

        key.CopyTo(_previous);
        _previousLength = key.Length;
    }
}
