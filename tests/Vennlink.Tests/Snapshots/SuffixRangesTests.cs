using System.Text;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Snapshots;

/// <summary>Sites under a suffix, against one name after the other.</summary>
public sealed class SuffixRangesTests
{
    private static readonly string[] Suffixes =
        ["a", "co", "com", "com\u0001uk", "de", "de\u0001x", "uk\u0001co", "uk\u0001co-op", "uk", "zz"];

    [Fact]
    public void All_sites_of_a_suffix_are_found_and_no_others()
    {
        using TemporaryFolder folder = new();
        Random random = new(1);
        List<(int Authority, string Key)> domains =
            [.. Enumerable.Range(0, 6000)
                .Select(number => (Authority: 1 + (int)(100 * Math.Pow(random.NextDouble(), 3)),
                    Key: $"{Suffixes[random.Next(1, Suffixes.Length - 1)]}\u0001name{number}"))
                .Concat(Suffixes[1..^1].Select(suffix => (7, suffix)))
                .OrderByDescending(domain => domain.Item1).ThenBy(domain => domain.Item2, StringComparer.Ordinal)];
        Write(folder.Path, domains);
        using SourceDomains file = new(folder.Path);
        SuffixRanges ranges = new(file);
        foreach (string suffix in (string[])[.. Suffixes, "c", "d", "", .. Suffixes])
        {
            IReadOnlyList<IdRange> found = ranges.Find(Encoding.ASCII.GetBytes(suffix));
            Assert.All(found, range => Assert.True(range.Start < range.End));
            Assert.Equal(
                domains.Index().Where(domain => domain.Item.Key == suffix
                    || domain.Item.Key.StartsWith($"{suffix}\u0001", StringComparison.Ordinal))
                    .Select(domain => (uint)domain.Index),
                found.SelectMany(range => Enumerable.Range((int)range.Start, (int)(range.End - range.Start)))
                    .Select(domain => (uint)domain));
        }
    }

    [Fact]
    public void The_first_key_not_below_one_is_found_in_any_part_of_a_file()
    {
        using TemporaryFolder folder = new();
        string[] keys = [.. Enumerable.Range(0, 3000).Select(number => $"com\u0001{2 * number:d5}")];
        Write(folder.Path, [.. keys.Select(key => (50, key))]);
        using SourceDomains file = new(folder.Path);
        Random random = new(2);
        for (int time = 0; time < 3000; time++)
        {
            int start = random.Next(keys.Length + 1);
            int end = random.Next(start, keys.Length + 1);
            string sought = $"com\u0001{random.Next(6001):d5}";
            int expected = start;
            while (expected < end && string.CompareOrdinal(keys[expected], sought) < 0)
            {
                expected++;
            }

            Assert.Equal(expected,
                file.FirstAtOrAbove(Encoding.ASCII.GetBytes(sought), start, end, random.Next(keys.Length)));
        }
    }

    private static void Write(string folder, IReadOnlyList<(int Authority, string Key)> domains)
    {
        using NativeArray<uint> firstPages = new(domains.Count + 1);
        for (int domain = 0; domain <= domains.Count; domain++)
        {
            firstPages[domain] = (uint)domain;
        }

        using SourceDomainsWriter writer = new(folder, firstPages);
        foreach ((int authority, string key) in domains)
        {
            writer.Add(Encoding.ASCII.GetBytes(key), (byte)authority, -1);
        }

        writer.Complete();
    }
}
