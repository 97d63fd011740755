using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Tests.Archives;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests;

/// <summary>
/// Work at n and at 2n of each hostile shape, counted and never timed: bytes that a reader takes from its files, and
/// bytes that a parser allocates. A buffer that is copied or made anew for each part of its input shows in the second.
/// </summary>
public sealed class GrowthTests : IDisposable
{
    private const int Size = 200_000;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Urls => new()
    {
        { "path", "http://a.example/", "b/../" },
        { "parents", "http://a.example/", "../b" },
        { "query", "http://a.example/?", "\"&" },
        { "labels", "http://", "a." },
        { "encoded", "http://a.example/", "%2e%2E/" },
        { "letters", "http://ü.example/", "ü" },
        { "at signs", "http://", "@" },
        { "colons", "http://a", ":" },
        { "tabs", "http://a.example/", "\tb" },
        { "marks", "http://a", "\u0301\u0327" },
        { "ignored", "http://a", "\u00AD" },
    };

    public static TheoryData<string, string> Lines => new()
    {
        { "arcs", "0\t1\n" },
        { "no arcs", "x\n" },
        { "empty lines", "\n" },
        { "one line without an end", "0" },
        { "long lines", new string('7', 300_000) + "\n" },
        { "ids that are too large", "99999999999999999999\t1\n" },
    };

    public static TheoryData<string, string> SuffixLists => new()
    {
        { "rules", "a{0}.example\n" },
        { "wildcards", "*.a{0}.example\n" },
        { "exceptions", "*.a{0}\n!b.a{0}\n" },
        { "comments", "// {0}\n" },
        { "one deep rule", "a." },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Urls))]
    public void A_URL_and_its_key(string name, string start, string repeated)
    {
        Assert.NotEmpty(name);
        AssertGrows(Allocated, size =>
        {
            byte[] text = Encoding.UTF8.GetBytes(start + Repeat(repeated, size));
            return () =>
            {
                UrlParser parser = new();
                UrlRecord url = new();
                if (parser.TryParse(text, null, url) && url.IsHttp)
                {
                    url.WriteKey(new byte[url.MaxKeyBytes]);
                }
            };
        });
    }

    // Each of many references is resolved against the same long base.
    [Fact]
    public void References_against_one_base()
    {
        UrlParser parser = new();
        UrlRecord baseUrl = new();
        Assert.True(parser.TryParse(Encoding.ASCII.GetBytes("http://a.example/" + Repeat("b", 2000)), null, baseUrl));
        AssertGrows(Allocated, size => () =>
        {
            UrlRecord url = new();
            for (int count = 0; count < size / 10; count++)
            {
                parser.TryParse("c"u8, baseUrl, url);
            }
        });
    }

    [Theory]
    [MemberData(nameof(SuffixLists))]
    public void A_list_of_public_suffixes_and_a_host_of_many_labels(string name, string line)
    {
        Assert.NotEmpty(name);
        AssertGrows(Allocated, size =>
        {
            StringBuilder text = new("// VERSION: 1\nexample\n");
            for (int count = 0; text.Length < size; count++)
            {
                text.Append(line.Replace("{0}", $"{count}", StringComparison.Ordinal));
            }

            byte[] list = Encoding.UTF8.GetBytes(text.Append("z\n").ToString());
            byte[] host = Encoding.ASCII.GetBytes("example" + Repeat("\u0001a", 120));
            return () =>
            {
                try
                {
                    PublicSuffixList.Parse(list, PublicSuffixSections.All, null).RootDomainLength(host);
                }
                catch (FormatException)
                {
                    // A rule that is no host name: said at once is as good.
                }
            };
        });
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Edges_and_vertices_of_a_graph(string name, string line)
    {
        AssertGrows(work => work(), size =>
        {
            string folder = Directory.CreateDirectory(_folder.File($"{name}-{size}")).FullName;
            File.WriteAllText(Path.Combine(folder, "vertices.txt"), "0\tcom.a\n1\tcom.b\n" + Repeat(line, size));
            File.WriteAllText(Path.Combine(folder, "edges.txt"), Repeat(line, size));
            return () => BytesRead(folder);
        });
    }

    // Lists that copy from lists that copy: bits are read once.
    [Fact]
    public void Lists_of_a_BVGraph_that_copy_from_each_other() => AssertGrows(work => work(), size =>
    {
        uint[] list = [.. Enumerable.Range(0, 64).Select(target => (uint)(3 * target))];
        uint[][] lists = [.. Enumerable.Repeat(list, size / 50)];
        string basename = _folder.File($"bv-{size}");
        new NaiveBvGraph(7, 4, 3, new Dictionary<string, string>()).Write(basename, lists, 1);
        return () => BytesRead(basename + ".graph");
    });

    private static long BytesRead(string path)
    {
        long read = 0;
        Assert.True(WebGraphInput.TryFind(path, out WebGraphInput? graph));
        graph.OpenFile = file => new CountingStream(File.OpenRead(file), count => Interlocked.Add(ref read, count));
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        SkipCounts skips = new();
        uint vertexCount = graph.ReadVertices(_ => { }, skips, null, cancellation);
        graph.ReadArcs(vertexCount, 1, () => new CollectingSink(), skips, null, cancellation);
        return read;
    }

    private static long Allocated(Func<Action> prepare)
    {
        // The first run makes what is made once.
        prepare()();
        Action work = prepare();
        return Growth.Allocated(work);
    }

    private static void AssertGrows(Func<Func<Action>, long> measure, Func<int, Action> prepare) =>
        AssertGrows(measure(() => prepare(Size)), measure(() => prepare(2 * Size)));

    private static void AssertGrows(Func<Func<long>, long> measure, Func<int, Func<long>> prepare) =>
        AssertGrows(measure(prepare(Size)), measure(prepare(2 * Size)));

    private static void AssertGrows(long once, long twice) =>
        Growth.AssertLinear(once, twice, "work", flat: 4 << 20);

    private static string Repeat(string text, int length) =>
        new StringBuilder().Insert(0, text, Math.Max(1, length / text.Length)).ToString();

    private sealed class CountingStream(Stream inner, Action<int> onRead) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override int Read(Span<byte> buffer)
        {
            int count = inner.Read(buffer);
            onRead(count);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
