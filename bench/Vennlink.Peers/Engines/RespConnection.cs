using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Vennlink.Peers.Engines;

/// <summary>Just enough of the Redis protocol (RESP 2) to send commands in a row and read their replies.</summary>
internal sealed class RespConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _network;
    private readonly BufferedStream _in;
    private readonly BufferedStream _out;
    private int _pending;

    public RespConnection(string socketPath)
    {
        _socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        _network = new NetworkStream(_socket, ownsSocket: true);
        _in = new BufferedStream(_network, 1 << 16);
        _out = new BufferedStream(_network, 1 << 16);
    }

    public void Send(params ReadOnlySpan<object> words)
    {
        Line('*', words.Length);
        foreach (object word in words)
        {
            byte[] bytes = word as byte[]
                ?? Encoding.ASCII.GetBytes(Convert.ToString(word, CultureInfo.InvariantCulture)!);
            Line('$', bytes.Length);
            _out.Write(bytes);
            _out.Write("\r\n"u8);
        }

        _pending++;
    }

    /// <summary>The reply of the last command sent; those before it are read and dropped.</summary>
    public object? Reply()
    {
        _out.Flush();
        object? reply = null;
        for (; _pending > 0; _pending--)
        {
            reply = Read();
        }

        return reply;
    }

    public void Dispose()
    {
        _in.Dispose();
        _network.Dispose();
        _socket.Dispose();
    }

    private void Line(char kind, int number) =>
        _out.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}{number}\r\n")));

    private object? Read()
    {
        int kind = _in.ReadByte();
        string line = ReadLine();
        switch (kind)
        {
            case ':':
                return long.Parse(line, CultureInfo.InvariantCulture);
            case '+':
                return line;
            case '$':
                int length = int.Parse(line, CultureInfo.InvariantCulture);
                if (length < 0)
                {
                    return null;
                }

                byte[] bytes = new byte[length];
                _in.ReadExactly(bytes);
                ReadLine();
                return bytes;
            case '*':
                object?[] items = new object?[int.Parse(line, CultureInfo.InvariantCulture)];
                for (int index = 0; index < items.Length; index++)
                {
                    items[index] = Read();
                }

                return items;
            default:
                throw new InvalidOperationException($"Redis says {(char)kind}{line}");
        }
    }

    private string ReadLine()
    {
        StringBuilder line = new();
        for (int next = _in.ReadByte(); next != '\r'; next = _in.ReadByte())
        {
            line.Append(next >= 0 ? (char)next : throw new EndOfStreamException("Redis closed the connection"));
        }

        _in.ReadByte();
        return line.ToString();
    }
}
