using System.Net;

namespace Vennlink.Peers.Engines;

/// <summary>A request body that is written while it is sent.</summary>
internal sealed class RowsContent(Action<Stream> rows) : HttpContent
{
    protected override void SerializeToStream(Stream stream, TransportContext? context,
        CancellationToken cancellationToken)
    {
        // Not disposed, since that would close the connection's stream.
        BufferedStream buffered = new(stream, 1 << 20);
        rows(buffered);
        buffered.Flush();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        SerializeToStream(stream, context, CancellationToken.None);
        return Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
