using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Storage;

public sealed class SealedFileTests
{
    private const uint Version = 7;

    private static ReadOnlySpan<byte> Magic => "TestFile"u8;

    [Fact]
    public void What_was_written_is_read_section_by_section()
    {
        using TemporaryFolder folder = new();
        byte[][] sections = [[1, 2, 3], [], [.. Enumerable.Range(0, 100_000).Select(value => (byte)(value * 7))], [9]];
        string path = Write(folder, sections);
        using SealedFile file = SealedFile.Open(path, Magic, Version);
        Assert.Equal(sections.Length, file.SectionCount);
        for (int ordinal = 0; ordinal < sections.Length; ordinal++)
        {
            FileSection section = file.Section(ordinal);
            Assert.Equal(sections[ordinal].Length, section.Length);
            Assert.Equal(sections[ordinal], section.Read(0, (int)section.Length));
            Assert.Throws<IndexFormatException>(() => section.Read(0, (int)section.Length + 1));
        }

        Assert.Empty(file.CheckAll());
        Assert.Throws<IndexFormatException>(() => file.Section(sections.Length));
    }

    [Fact]
    public void A_file_cut_short_at_any_byte_does_not_open()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [[.. new byte[300]], [1, 2, 3]]);
        byte[] bytes = File.ReadAllBytes(path);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            IndexFormatException problem = Assert.Throws<IndexFormatException>(() =>
                SealedFile.Open(path, Magic, Version).Dispose());
            Assert.Equal("file", problem.File);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_found_at_open_or_when_its_chunk_is_read()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [[.. Enumerable.Range(0, 200).Select(value => (byte)value)], [1, 2, 3]]);
        byte[] bytes = File.ReadAllBytes(path);
        for (int offset = 0; offset < bytes.Length; offset++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bytes[offset] ^= (byte)(1 << bit);
                File.WriteAllBytes(path, bytes);
                Assert.Throws<IndexFormatException>(() =>
                {
                    using SealedFile file = SealedFile.Open(path, Magic, Version);
                    Assert.NotEmpty(file.CheckAll());
                    file.Section(1).Read(0, 3);
                });
                bytes[offset] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void A_damaged_chunk_does_not_keep_the_others_from_being_read()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [new byte[100_000]]);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[50_000] = 1;
        File.WriteAllBytes(path, bytes);
        using SealedFile file = SealedFile.Open(path, Magic, Version);
        Assert.Equal(new byte[10], file.Section(0).Read(0, 10));
        Assert.Equal(new byte[10], file.Section(0).Read(99_000, 10));
        IndexFormatException problem = Assert.Throws<IndexFormatException>(() => file.Section(0).Read(0, 100_000));
        Assert.Equal(50_000 / SealedFileFormat.ChunkBytes * SealedFileFormat.ChunkBytes, problem.OffsetBytes);
        Assert.Single(file.CheckAll());
    }

    [Fact]
    public void Damage_after_a_chunk_was_read_is_found_by_a_check_of_all_and_is_an_error_from_then_on()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [new byte[100_000]]);
        using SealedFile file = SealedFile.Open(path, Magic, Version);
        Assert.Equal(new byte[100_000], file.Section(0).Read(0, 100_000));
        using (FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.Position = 50_000;
            other.WriteByte(1);
        }

        Assert.Equal(100_000, file.Section(0).Read(0, 100_000).Length);
        IndexFormatException problem = Assert.Single(file.CheckAll());
        Assert.Equal(50_000 / SealedFileFormat.ChunkBytes * SealedFileFormat.ChunkBytes, problem.OffsetBytes);
        Assert.Throws<IndexFormatException>(() => file.Section(0).Read(0, 100_000));
        Assert.Equal(new byte[10], file.Section(0).Read(0, 10));
    }

    [Fact]
    public void Of_a_file_that_was_cut_short_the_rest_is_named_and_nothing_is_touched()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [new byte[1_000_000]]);
        using SealedFile file = SealedFile.Open(path, Magic, Version);
        Assert.Equal(new byte[10], file.Section(0).Read(0, 10));
        Assert.Null(file.FindChange());
        using (FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(500_000);
        }

        Assert.Contains("the file has 500000 bytes, but had ", file.FindChange()!.Message, StringComparison.Ordinal);
        Assert.Contains("the file has 500000 bytes", Assert.Throws<IndexFormatException>(() =>
            file.Section(0).Read(900_000, 10)).Message, StringComparison.Ordinal);
        Assert.All(file.CheckAll(), problem =>
            Assert.EndsWith(": the file was cut short", problem.Message, StringComparison.Ordinal));
        Assert.NotEmpty(file.CheckAll());
        Assert.Throws<IndexFormatException>(file.Guard);
    }

    [Fact]
    public void What_is_written_between_a_first_look_and_the_guard_is_found()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [new byte[100_000]]);
        using SealedFile file = SealedFile.Open(path, Magic, Version);
        Assert.Equal(new byte[10], file.Section(0).Read(0, 10));
        using (FileStream writer = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            writer.Position = 100;
            writer.WriteByte(1);
        }

        file.Guard();
        Assert.Throws<IndexFormatException>(() => file.Section(0).Read(0, 10));
    }

    [Fact]
    public async Task Who_opens_a_guarded_file_for_writing_waits_until_it_is_closed()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [new byte[100_000]]);
        SealedFile file = SealedFile.Open(path, Magic, Version);
        file.Guard();
        Assert.SkipUnless(file.IsGuarded, "this file system gives no leases");
        using (SealedFile another = SealedFile.Open(path, Magic, Version))
        {
            another.Guard();
            Assert.True(another.IsGuarded);
        }

        Assert.Equal(new byte[10], file.Section(0).Read(0, 10));
        Assert.Null(file.FindChange());
        Task writer = Task.Run(() => File.WriteAllBytes(path, [1]), TestContext.Current.CancellationToken);
        while (file.FindChange() is null)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        // What was read before can be read; what was not is refused, since the writer may not wait for ever.
        Assert.False(writer.IsCompleted);
        Assert.Equal(new byte[10], file.Section(0).Read(0, 10));
        IndexFormatException problem = Assert.Throws<IndexFormatException>(() => file.Section(0).Read(90_000, 10));
        Assert.EndsWith(": another program opens the file for writing", problem.Message, StringComparison.Ordinal);
        file.Dispose();
        await writer;
        Assert.Equal([1], File.ReadAllBytes(path));
    }

    [Fact]
    public void A_file_that_is_open_for_writing_elsewhere_is_not_guarded_but_refused()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [[1]]);
        using SealedFile file = SealedFile.Open(path, Magic, Version);
        using FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        IndexFormatException? refused = Record.Exception(file.Guard) as IndexFormatException;
        Assert.SkipUnless(refused is not null || !file.IsGuarded, "this file system gives no leases");
        Assert.EndsWith(": another program has the file open for writing", refused!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_before_the_newest_is_read_and_told()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [[1, 2, 3]]);
        foreach (uint newest in (uint[])[Version, Version + 1])
        {
            using SealedFile file = SealedFile.Open(path, Magic, newest);
            Assert.Equal(Version, file.Version);
            Assert.Equal([1, 2, 3], file.Section(0).Read(0, 3).ToArray());
        }
    }

    [Theory]
    [InlineData(
        Version - 1,
        "found version 7, this program reads versions 5 and 6: use the build of vennlink that wrote it, or a newer "
            + "one")]
    [InlineData(
        Version + 2, "found version 7, this program reads versions 8 and 9: build the index anew from its inputs")]
    [InlineData(FormatVersion.First,
        "found version 7, this program reads version 1: use the build of vennlink that wrote it, or a newer one")]
    public void Other_versions_are_refused_with_what_to_do(uint newest, string expected)
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, []);
        Assert.Contains(expected, Assert.Throws<IndexFormatException>(() => SealedFile.Open(path, Magic, newest))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Optional_sections_are_found_by_number_and_passed_over_by_readers_that_do_not_know_them()
    {
        using TemporaryFolder folder = new();
        using (SealedFileWriter writer = new(folder.File("file"), Magic, Version))
        {
            writer.StartSection();
            writer.Write([1]);
            writer.StartOptionalSection(4);
            writer.Write([2, 3]);
            writer.StartSection();
            writer.Write([4]);
            writer.StartOptionalSection(9);
            writer.Complete();
        }

        using SealedFile file = SealedFile.Open(folder.File("file"), Magic, Version);
        Assert.Equal(2, file.SectionCount);
        Assert.Equal([1], file.Section(0).Read(0, 1).ToArray());
        Assert.Equal([4], file.Section(1).Read(0, 1).ToArray());
        Assert.Equal([2, 3], file.OptionalSection(4)!.Value.Read(0, 2).ToArray());
        Assert.Equal(0, file.OptionalSection(9)!.Value.Length);
        Assert.Null(file.OptionalSection(1));
    }

    [Fact]
    public void Two_optional_sections_of_one_number_are_refused()
    {
        using TemporaryFolder folder = new();
        using (SealedFileWriter writer = new(folder.File("file"), Magic, Version))
        {
            writer.StartOptionalSection(4);
            writer.StartOptionalSection(4);
            writer.Complete();
        }

        Assert.Throws<IndexFormatException>(() => SealedFile.Open(folder.File("file"), Magic, Version));
    }

    [Fact]
    public void Another_kind_is_refused_by_name()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, []);
        Assert.Contains("mark", Assert.Throws<IndexFormatException>(() => SealedFile.Open(path, "OtherOne"u8, Version))
            .Message);
        Assert.Contains("missing",
            Assert.Throws<IndexFormatException>(() => SealedFile.Open(folder.File("absent"), Magic, Version)).Message);
    }

    [Fact]
    public void A_file_that_was_not_completed_is_gone()
    {
        using TemporaryFolder folder = new();
        using (SealedFileWriter writer = new(folder.File("file"), Magic, Version))
        {
            writer.StartSection();
            writer.Write(new byte[100]);
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    private static string Write(TemporaryFolder folder, byte[][] sections)
    {
        string path = folder.File("file");
        using SealedFileWriter writer = new(path, Magic, Version);
        foreach (byte[] section in sections)
        {
            writer.StartSection();
            writer.Write(section);
            Assert.Equal(section.Length, writer.SectionPosition);
        }

        writer.Complete();
        return path;
    }
}
