using System.Text;
using CsCheck;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Snapshots;

public sealed class DomainScoresTests
{
    private static readonly Gen<DomainScores> Scores =
        Gen.Select(Gen.Float[1, 1e7f], Gen.UInt, Gen.Byte[1, 100], Gen.SByte[-1, 100])
            .Select((rank, linking, authority, spam) => new DomainScores(rank, linking, authority, spam));

    // Few letters: so that keys share beginnings, and some are the beginnings of others.
    private static readonly Gen<string> Name = Gen.Char['a', 'c'].Array[1, 60].Select(letters => new string(letters));

    private static readonly Gen<SortedDictionary<string, DomainScores>> Tables =
        Gen.Select(Name, Scores).Array[0, 300].Select(
            rows => new SortedDictionary<string, DomainScores>(rows.DistinctBy(row => row.Item1)
                .ToDictionary(row => row.Item1, row => row.Item2), StringComparer.Ordinal));

    [Fact]
    public void What_was_written_is_found_by_key_and_by_ordinal_and_nothing_else_is() =>
        Gen.Select(Tables, Name.Array[5]).Sample(
            (table, others) =>
            {
                using TemporaryFolder folder = new();
                Write(folder.Path, table);
                using DomainScoresReader reader = new(folder.Path);
                Assert.Equal(table.Count, reader.RecordCount);
                byte[] key = new byte[64];
                long ordinal = 0;
                foreach ((string name, DomainScores scores) in table)
                {
                    Assert.Equal(name, Encoding.ASCII.GetString(key, 0, reader.Key(ordinal, key)));
                    Assert.Equal(scores, reader.Read(ordinal));
                    Assert.Equal(Evidence(scores), reader.Evidence(ordinal, Features));
                    Assert.Equal(scores.DomainAuthority, reader.Authorities(ordinal, 1)[0]);
                    Assert.Equal(scores.LinkingDomainCount, reader.LinkingDomainCounts(ordinal, 1)[0]);
                    Assert.True(reader.TryFind(Encoding.ASCII.GetBytes(name), out long found));
                    Assert.Equal(ordinal++, found);
                }

                foreach (string other in others)
                {
                    Assert.Equal(table.ContainsKey(other), reader.TryFind(Encoding.ASCII.GetBytes(other), out _));
                }
            },
            iter: 40);

    [Fact]
    public void Evidence_of_another_number_of_features_is_an_error()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, new() { ["a"] = new DomainScores(1, 0, 1, -1) });
        using DomainScoresReader reader = new(folder.Path);
        Assert.Throws<IndexFormatException>(() => reader.Evidence(0, []));
    }

    [Fact]
    public void Columns_that_do_not_fit_the_names_are_an_error()
    {
        using TemporaryFolder folder = new();
        using (BlockFileWriter writer = new(
            folder.File(SnapshotFormat.DomainScoresFile), SnapshotFormat.DomainScoresMagic,
            SnapshotFormat.DomainScoresVersion, BlockCompression.Lz4, 64))
        {
            writer.Add("a"u8, [0, 1, (byte)'a']);
            writer.EndBlocks();
            for (int column = 0; column < 4; column++)
            {
                writer.File.StartSection();
                writer.File.WriteUInt64(0);
            }

            writer.Complete();
        }

        Assert.Throws<IndexFormatException>(() => new DomainScoresReader(folder.Path));
    }

    [Fact]
    public void Nothing_temporary_is_left()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, new() { ["a"] = new DomainScores(1, 0, 1, -1) });
        Assert.Equal([SnapshotFormat.DomainScoresFile], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    private static SpamFeature[] Features { get; } = [SpamFeature.Pages, SpamFeature.MutualDomains];

    private static SpamEvidence Evidence(DomainScores scores) =>
        default(SpamEvidence).With(SpamFeature.Pages, scores.DomainAuthority)
            .With(SpamFeature.MutualDomains, (byte)scores.LinkingDomainCount);

    private static void Write(string folder, SortedDictionary<string, DomainScores> table)
    {
        using DomainScoresWriter writer = new(folder, folder, Features);
        foreach ((string name, DomainScores scores) in table)
        {
            writer.Add(Encoding.ASCII.GetBytes(name), scores, Evidence(scores));
        }

        writer.Complete();
    }
}
