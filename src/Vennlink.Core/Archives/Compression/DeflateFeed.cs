namespace Vennlink.Archives.Compression;

/// <summary>Hands raw input to a decompressor and remembers what it was given last.</summary>
/// <remarks>
/// The framework's decompression streams read ahead and do not say how much of it they used. They read in chunks of 8
/// KiB, so the end of the compressed data lies in the last chunk; <see cref="GzipMembers"/> finds it there.
/// </remarks>
internal sealed class DeflateFeed(RawInput input) : ForwardStream
{
    /// <summary>
    /// Most bytes handed out at a time, whatever is asked for: the input can still go back over them.
    /// </summary>
    public const int MaxChunkBytes = RawInput.HistoryBytes / 2;

    /// <summary>Offset of the chunk handed out last.</summary>
    public long ChunkOffset { get; private set; } = input.Position;

    /// <summary>Whether more was asked for than the file holds.</summary>
    public bool RanDry { get; private set; }

    /// <summary>Starts again at the input's position.</summary>
    public void Restart()
    {
        ChunkOffset = input.Position;
        RanDry = false;
    }

    public override int Read(Span<byte> buffer)
    {
        ChunkOffset = input.Position;
        int wanted = Math.Min(buffer.Length, MaxChunkBytes);
        if (input.CanSeek)
        {
            // How much comes out before damage depends on where chunks end, so they must not end where the buffer
            // happens to. A pipe may have no more to give for now.
            input.Peek(wanted);
        }

        int read = input.Read(buffer[..wanted]);
        RanDry |= read == 0 && buffer.Length > 0;
        return read;
    }
}
