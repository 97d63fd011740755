using System.IO.Compression;
using System.Text;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Inputs;
using Vennlink.Tests.Archives;

namespace Vennlink.Tests.Inputs;

/// <summary>A zip of lists is read like a folder, and can do no more harm than one.</summary>
public sealed class ZipFolderTests : IDisposable
{
    private const string List = "source,target\nhttps://a.example/,https://b.example/\n";

    private readonly TemporaryFolder _folder = new();

    private string Zip => Path.Combine(_folder.Path, "lists.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_file_is_an_input_called_after_both()
    {
        byte[] book = new TestWorkbook().Sheet("L", TestWorkbook.Rows(["source", "target"], ["a.example", "b.example"])).ToBytes();
        Write(("sub/b.csv", Encoding.UTF8.GetBytes(List)), ("a.xlsx", book), ("__MACOSX/._b.csv", [1, 2]), (".DS_Store", [0]),
            ("c.json", Encoding.UTF8.GetBytes("""[{"source":"x.example","target":"y.example"}]""")));
        InputSearch search = Find();
        Assert.Equal(["lists.zip/a.xlsx", "lists.zip/c.json", "lists.zip/sub/b.csv"], search.Inputs.Select(input => input.Name));
        Assert.Empty(search.Notes);
        Assert.Equal(List.Length, search.Inputs[2].LengthBytes);

        // An entry is the file that it was: by its digest it is known wherever it lies.
        string plain = Path.Combine(_folder.Path, "b.csv");
        File.WriteAllText(plain, List);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(List))),
            search.Inputs[2].Digest(1, null, CancellationToken.None));
    }

    [Fact]
    public void Names_that_lead_out_are_never_followed()
    {
        string outside = Path.Combine(_folder.Path, "outside.csv");
        File.WriteAllText(outside, List);
        Write(("../outside.csv", [1]), ("/etc/hosts", [1]), ("a\\b.csv", [1]), ("a//b.csv", [1]), ("a\u001b[1m.csv", [1]),
            ("ok.csv", Encoding.UTF8.GetBytes(List)), ("ok.csv", [1]));
        InputSearch search = Find();
        Assert.Equal(["lists.zip/ok.csv"], search.Inputs.Select(input => input.Name));
        Assert.Equal(6, search.Notes.Count);
        Assert.DoesNotContain(search.Notes, note => note.Contains('\u001b', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mimetype content.xml", "OpenDocument")]
    [InlineData("[Content_Types].xml xl/workbook.bin", "binary workbook")]
    [InlineData("Index/Document.iwa", "Numbers")]
    [InlineData("[Content_Types].xml word/document.xml", "Office document")]
    public void A_document_is_named_and_not_its_parts(string parts, string form)
    {
        Write([.. parts.Split(' ').Select(part => (part, Encoding.UTF8.GetBytes(List)))]);
        InputException problem = Assert.Throws<InputException>(
            () => InputKinds.TryRecognise(Zip, LinkListOptions.None));
        Assert.False(ZipFolder.IsAt(Zip));
        Assert.Contains(form, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("save it as xlsx or CSV", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_in_a_zip_and_what_is_no_list_are_named()
    {
        Write(("inner.csv", Encoding.UTF8.GetBytes(List)));
        byte[] inner = File.ReadAllBytes(Zip);
        Write(("inner.zip", inner), ("notes.txt", Encoding.UTF8.GetBytes("hello")));
        InputSearch search = InputSearch.Find([Zip], "", LinkListOptions.None, CancellationToken.None);
        Assert.EndsWith("lists.zip/inner.zip", Assert.Single(search.Problems).File, StringComparison.Ordinal);
        Assert.Contains("notes.txt: not read", Assert.Single(search.Notes), StringComparison.Ordinal);

        Write(("notes.txt", Encoding.UTF8.GetBytes("hello")));
        InputException problem = Assert.Throws<InputException>(() => Find());
        Assert.Contains("lists.zip: the zip holds nothing that can be read", problem.Message, StringComparison.Ordinal);
        Assert.Contains("notes.txt: not read", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_unpacks_to_something_else_is_an_error()
    {
        Write(CompressionLevel.NoCompression, ("a.csv", Encoding.UTF8.GetBytes(List)));
        byte[] file = File.ReadAllBytes(Zip);
        file[file.AsSpan().IndexOf("https://b"u8)] ^= 1;
        File.WriteAllBytes(Zip, file);
        InputException problem = Assert.Throws<InputException>(
            () => Find().Inputs[0].Digest(1, null, CancellationToken.None));
        Assert.Contains("lists.zip/a.csv", problem.Message, StringComparison.Ordinal);

        File.WriteAllBytes(Zip, file[..^30]);
        Assert.Contains("directory", Assert.Throws<InputException>(() => Find()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bombs_are_refused_before_they_are_unpacked()
    {
        Write([.. Enumerable.Range(0, 1001).Select(index => ($"{index}.csv", Encoding.UTF8.GetBytes(List)))]);
        Assert.Contains("more than 1000 files", Assert.Throws<InputException>(() => Find()).Message, StringComparison.Ordinal);

        // One entry named many times in the directory: a few bytes that unpack to as many files as one likes.
        Write(CompressionLevel.NoCompression, ("a.csv", new byte[5000]));
        byte[] file = File.ReadAllBytes(Zip);
        int directory = file.AsSpan().IndexOf("PK\u0001\u0002"u8);
        int end = file.AsSpan().IndexOf("PK\u0005\u0006"u8);
        byte[] entry = file[directory..end];
        byte[] tail = file[end..];
        tail[8] = tail[10] = 3;
        BitConverter.TryWriteBytes(tail.AsSpan(12), entry.Length * 3);
        File.WriteAllBytes(Zip, [.. file[..directory], .. entry, .. entry, .. entry, .. tail]);
        Assert.Contains("overlap", Assert.Throws<InputException>(() => Find()).Message, StringComparison.Ordinal);
    }

    private InputSearch Find()
    {
        InputSearch search = InputSearch.Find(
            [Zip], Path.Combine(_folder.Path, "index"), LinkListOptions.None, CancellationToken.None);
        return search.Problems is [var problem, ..] ? throw problem : search;
    }

    private void Write(params (string Name, byte[] Content)[] files) => Write(CompressionLevel.Fastest, files);

    private void Write(CompressionLevel level, params (string Name, byte[] Content)[] files)
    {
        using FileStream file = File.Create(Zip);
        using ZipArchive zip = new(file, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in files)
        {
            using Stream entry = zip.CreateEntry(name, level).Open();
            entry.Write(content);
        }
    }
}
