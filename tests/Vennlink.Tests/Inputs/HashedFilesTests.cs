using System.Security.Cryptography;
using CsCheck;
using Vennlink.Inputs;

namespace Vennlink.Tests.Inputs;

public sealed class HashedFilesTests
{
    [Fact]
    public void The_digest_is_that_of_the_whole_file_however_its_readers_jump_about()
    {
        using TemporaryFolder folder = new();
        Gen.Select(Gen.Byte.Array[0, 1000], Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 300], Gen.Bool).Array[0, 8])
            .Sample((content, reads) =>
        {
            string path = folder.File(Guid.NewGuid().ToString("N"));
            File.WriteAllBytes(path, content);
            using HashedFiles files = new();
            Stream reader = files.Open(path);
            foreach ((int position, int count, bool isNew) in reads)
            {
                if (isNew)
                {
                    reader.Dispose();
                    reader = files.Open(path);
                }

                reader.Position = Math.Min(position, content.Length);
                byte[] read = new byte[count];
                int length = reader.ReadAtLeast(read, count, throwOnEndOfStream: false);
                Assert.Equal(content.Skip(position).Take(count), read.Take(length));
            }

            reader.Dispose();
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)),
                files.Digest([path], 1, null, CancellationToken.None));
        });
    }

    [Fact]
    public void The_digest_of_several_files_is_that_of_their_digests_in_order()
    {
        using TemporaryFolder folder = new();
        string[] paths = [.. Enumerable.Range(0, 20).Select(file => folder.File($"{file}"))];
        byte[][] contents = [.. paths.Select((path, file) => RandomNumberGenerator.GetBytes(file * 40_000))];
        paths.Zip(contents).ToList().ForEach(file => File.WriteAllBytes(file.First, file.Second));
        string expected = Convert.ToHexStringLower(SHA256.HashData([.. contents.SelectMany(SHA256.HashData)]));

        using HashedFiles files = new();
        files.Open(paths[3]).Dispose();
        long most = 0;
        Assert.Equal(expected, files.Digest(paths, 4, done => most = Math.Max(most, done), CancellationToken.None));
        Assert.Equal(contents.Sum(content => content.LongLength), most);
        Assert.NotEqual(expected, files.Digest([.. paths.Reverse()], 4, null, CancellationToken.None));
    }

    [Fact]
    public void A_reader_that_is_closed_holds_no_file_open()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("input");
        File.WriteAllBytes(path, new byte[10]);
        using HashedFiles files = new();
        using (Stream reader = files.Open(path))
        {
            reader.ReadByte();
            Assert.Throws<IOException>(() => Exclusive(path));
        }

        Exclusive(path);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_and_hashing_can_be_cancelled()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("absent");
        using HashedFiles files = new();
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() =>
            files.Digest([path, path], 2, null, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            files.Digest([path], 1, null, new CancellationToken(canceled: true)));
    }

    private static void Exclusive(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
}
