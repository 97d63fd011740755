using System.Buffers;
using System.Globalization;
using Vennlink.Links;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Tests.Formats;

/// <summary>
/// The worked examples of docs/formats are what this build writes: a page shows bytes and, behind three spaces, what
/// they are.
/// </summary>
public sealed class WorkedExampleTests
{
    // Three pages of two sites link to one: the smallest web in which every part of a snapshot holds something.
    private static readonly WebLink[] Web =
    [
        new("a.com/", "t.org/", Title: "A"),
        new("b.net/", "t.org/", LinkRel.Nofollow),
        new("www.a.com/x", "t.org/"),
        new("www.a.com/x", "a.com/y"),
    ];

    [Fact]
    public void Sealed_file()
    {
        using TemporaryFolder folder = new();
        using (SealedFileWriter writer = new(folder.File("file"), "TestFile"u8, 7))
        {
            writer.StartSection();
            writer.Write([1, 2, 3]);
            writer.StartSection();
            writer.WriteUInt32(258);
            writer.Complete();
        }

        Expect("sealed-file.md", File.ReadAllBytes(folder.File("file")));
    }

    [Fact]
    public void Block_file()
    {
        using TemporaryFolder folder = new();
        using (BlockFileWriter writer = new(folder.File("file"), "TestBlks"u8, 1, BlockCompression.Lz4, blockBytes: 6))
        {
            foreach (string key in (string[])["ab", "cd", "ef"])
            {
                byte[] bytes = System.Text.Encoding.ASCII.GetBytes(key);
                writer.Add(bytes, [3, .. bytes]);
            }

            writer.Complete();
        }

        using SealedFile file = SealedFile.Open(folder.File("file"), "TestBlks"u8, 1);
        Expect("block-file.md", Sections(file));
    }

    [Fact]
    public void Source_pages() =>
        ExpectInWeb("source-pages.md", SnapshotFormat.SourcePagesFile, SnapshotFormat.SourcePagesMagic,
            SnapshotFormat.SourcePagesVersion);

    [Fact]
    public void Source_domains() =>
        ExpectInWeb("source-domains.md", SnapshotFormat.SourceDomainsFile, SnapshotFormat.SourceDomainsMagic,
            SnapshotFormat.SourceDomainsVersion);

    [Fact]
    public void Source_hosts()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Web);
        using SealedFile file = SealedFile.Open(Path.Combine(fixture.Folder, SnapshotFormat.SourceHostsFile),
            SnapshotFormat.SourceHostsMagic, SnapshotFormat.SourceHostsVersion);
        Expect("source-hosts.md", Sections(file));
    }

    [Fact]
    public void Source_reach()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Web);
        using SealedFile file = SealedFile.Open(Path.Combine(fixture.Folder, SnapshotFormat.SourceReachFile),
            SnapshotFormat.SourceReachMagic, SnapshotFormat.SourceReachVersion);
        Expect("source-reach.md", Sections(file));
    }

    [Fact]
    public void Target_keys() =>
        ExpectInWeb("target-keys.md", SnapshotFormat.TargetKeysFile, SnapshotFormat.TargetKeysMagic,
            SnapshotFormat.TargetKeysVersion);

    [Fact]
    public void Target_postings()
    {
        // Seventy pages in one run, and two more.
        ArrayBufferWriter<byte> list = new();
        new PostingListWriter().Write(list, [.. Enumerable.Range(100, 70).Select(id => (uint)id), 172, 175]);
        uint[] ids = [5, 70, 71, 4000];
        BucketBlockWriter buckets = new();
        buckets.Plan(ids);
        buckets.Write(list, ids, _ => { });
        Expect("target-postings.md", list.WrittenSpan);
    }

    [Fact]
    public void Domain_scores()
    {
        using TemporaryFolder folder = new();
        using (DomainScoresWriter writer = new(folder.Path, folder.Path, []))
        {
            writer.Add("com\u0001a"u8, new DomainScores(1, 0, 1, -1), default);
            writer.Add("net\u0001b"u8, new DomainScores(1, 0, 1, -1), default);
            writer.Add("org\u0001t"u8, new DomainScores(2.7f, 2, 7, 5), default);
            writer.Complete();
        }

        ExpectBlocksAndSections("domain-scores.md", folder.File(SnapshotFormat.DomainScoresFile),
            SnapshotFormat.DomainScoresMagic, SnapshotFormat.DomainScoresVersion);
    }

    [Fact]
    public void Page_scores()
    {
        using TemporaryFolder folder = new();
        using (PageScoresWriter writer = new(folder.Path, folder.Path))
        {
            writer.Add(1, 1);
            writer.Add(2.7f, 6);
            writer.Add(1, 1);
            writer.Complete();
        }

        using SealedFile file = SealedFile.Open(folder.File(SnapshotFormat.PageScoresFile),
            SnapshotFormat.PageScoresMagic, SnapshotFormat.PageScoresVersion);
        Expect("page-scores.md", Sections(file));
    }

    [Fact]
    public void Link_facts() =>
        ExpectInWeb("link-facts.md", SnapshotFormat.LinkFactsFile, SnapshotFormat.LinkFactsMagic,
            SnapshotFormat.LinkFactsVersion);

    [Fact]
    public void Suffix_list()
    {
        using TemporaryFolder folder = new();
        SuffixListFile.Write(folder.Path, "com\nco.uk\n"u8, PublicSuffixSections.Icann, ["a.example", "b.example"]);
        using SealedFile file = SuffixListFile.Open(folder.Path);
        Expect("suffix-list.md", Sections(file));
    }

    [Fact]
    public void Manifest_file()
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Web);
        string example = Fence(File.ReadAllText(SharedData.InRepository("docs/formats/manifest.md")));
        string actual = File.ReadAllText(Path.Combine(fixture.Folder, "manifest.json"));

        // The embedded list's version and digest change from release to release, and the id and lengths with them.
        Assert.Equal(Shape(actual), Shape(example));
    }

    private static string Shape(string manifest) =>
        string.Join('\n', manifest.Trim().Split('\n').Select(line => line.Contains("\": ", StringComparison.Ordinal)
            ? line[..line.IndexOf("\": ", StringComparison.Ordinal)] : line));

    private static void ExpectInWeb(string page, string fileName, ReadOnlySpan<byte> magic, uint version)
    {
        using SnapshotFixture fixture = SnapshotFixture.Build(Web);
        ExpectBlocksAndSections(page, Path.Combine(fixture.Folder, fileName), magic, version);
    }

    // The decompressed blocks, then the sections behind the keys.
    private static void ExpectBlocksAndSections(string page, string path, ReadOnlySpan<byte> magic, uint version)
    {
        using SealedFile file = SealedFile.Open(path, magic, version);
        BlockFile blocks = new(file);
        using BlockCodec codec = new();
        byte[] buffer = [];
        List<byte> bytes = [];
        for (int block = 0; block < blocks.BlockCount; block++)
        {
            bytes.AddRange(blocks.Read(block, codec, ref buffer));
        }

        for (int section = BlockFileWriter.SectionCount; section < file.SectionCount; section++)
        {
            bytes.AddRange(file.Section(section).Read(0, (int)file.Section(section).Length));
        }

        Expect(page, bytes.ToArray());
    }

    private static byte[] Sections(SealedFile file) =>
        [.. Enumerable.Range(0, file.SectionCount)
            .SelectMany(section => file.Section(section).Read(0, (int)file.Section(section).Length).ToArray())];

    private static void Expect(string page, ReadOnlySpan<byte> bytes)
    {
        string example = Fence(File.ReadAllText(SharedData.InRepository("docs/formats/" + page)));
        List<byte> shown = [];
        foreach (string line in example.Split('\n'))
        {
            string hex = line.Split("   ")[0];
            shown.AddRange(hex.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(digits => byte.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        }

        Assert.Equal(Convert.ToHexStringLower(bytes), Convert.ToHexStringLower([.. shown]));
    }

    // The last fenced block of a page.
    private static string Fence(string page)
    {
        string[] parts = page.Split("\n```");
        string block = parts[^2];
        return block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }
}
