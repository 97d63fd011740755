using System.Buffers.Binary;
using System.Text;
using ZstdSharp;

namespace Vennlink.Tests.Archives;

/// <summary>Writes Parquet files of texts, and such as no program would write.</summary>
internal sealed class TestParquet
{
    private const int Int32 = 5;
    private const int Int64 = 6;
    private const int Binary = 8;
    private const int List = 9;
    private const int Struct = 12;

    private readonly List<byte> _file = [];
    private readonly List<byte[]> _groups = [];
    private readonly string[] _names;

    /// <summary>Begins a file of optional texts.</summary>
    public TestParquet(params string[] names)
    {
        _names = names;
        _file.AddRange("PAR1"u8);
    }

    /// <summary>Levels that say that none of so many values is null, or all are.</summary>
    public static byte[] Levels(long count, bool isNull) => [.. Unsigned((ulong)count << 1), (byte)(isNull ? 0 : 1)];

    /// <summary>Texts, PLAIN, with levels in front.</summary>
    public static byte[] Texts(int count, Func<int, string> text)
    {
        byte[] levels = Levels(count, isNull: false);
        MemoryStream page = new();
        page.Write(BitConverter.GetBytes(levels.Length));
        page.Write(levels);
        for (int index = 0; index < count; index++)
        {
            byte[] value = Encoding.UTF8.GetBytes(text(index));
            page.Write(BitConverter.GetBytes(value.Length));
            page.Write(value);
        }

        return page.ToArray();
    }

    /// <summary>Adds a row group.</summary>
    /// <param name="rows">Rows it claims.</param>
    /// <param name="pages">Of each column the pages, unpacked, each with the number of its values.</param>
    /// <param name="claimedBytes">What a page claims to unpack to; its length where null.</param>
    public TestParquet Add(long rows, (int Count, byte[] Page)[][] pages, long? claimedBytes = null)
    {
        List<byte[]> chunks = [];
        using Compressor zstandard = new();
        foreach ((int Count, byte[] Page)[] column in pages)
        {
            long start = _file.Count;
            foreach ((int count, byte[] page) in column)
            {
                byte[] packed = zstandard.Wrap(page).ToArray();
                _file.AddRange(Fields(
                    Number(1, 0), Number(2, claimedBytes ?? page.Length), Number(3, packed.Length),
                    (5, Struct, Fields(Number(1, count), Number(2, 0), Number(3, 3), Number(4, 3)))));
                _file.AddRange(packed);
            }

            chunks.Add(Fields((3, Struct, Fields(
                Number(1, 6), Number(4, 6), Long(5, rows), Long(6, 1), Long(7, _file.Count - start), Long(9, start)))));
        }

        _groups.Add(Fields((1, List, Structs(chunks)), Long(2, 1), Long(3, rows)));
        return this;
    }

    /// <summary>Ends the file.</summary>
    public byte[] End()
    {
        List<byte[]> schema =
        [
            Fields((4, Binary, Text("root")), Number(5, _names.Length)),
            .. _names.Select(name => Fields(Number(1, 6), Number(3, 1), (4, Binary, Text(name)), Number(6, 0))),
        ];
        byte[] footer = Fields(
            Number(1, 1), (2, List, Structs(schema)), Long(3, 0), (4, List, Structs(_groups)));
        _file.AddRange(footer);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        _file.AddRange(length);
        _file.AddRange("PAR1"u8);
        return [.. _file];
    }

    // A structure of Thrift's compact protocol.
    private static byte[] Fields(params (int Id, int Type, byte[] Value)[] fields)
    {
        MemoryStream bytes = new();
        int last = 0;
        foreach ((int id, int type, byte[] value) in fields)
        {
            bytes.WriteByte((byte)(((id - last) << 4) | type));
            bytes.Write(value);
            last = id;
        }

        bytes.WriteByte(0);
        return bytes.ToArray();
    }

    private static byte[] Structs(List<byte[]> structs) =>
        [0xfc, .. Unsigned((ulong)structs.Count), .. structs.SelectMany(one => one)];

    private static (int, int, byte[]) Number(int id, long value) => (id, Int32, Unsigned((ulong)value << 1));

    private static (int, int, byte[]) Long(int id, long value) => (id, Int64, Unsigned((ulong)value << 1));

    private static byte[] Text(string text) => [.. Unsigned((ulong)text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Unsigned(ulong value)
    {
        byte[] bytes = new byte[10];
        return bytes[..Vennlink.Storage.Bytes.Varint.Write(bytes, value)];
    }
}
