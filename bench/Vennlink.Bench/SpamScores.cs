using System.Text;
using BenchmarkDotNet.Attributes;
using Vennlink.Ranking.Spam;
using Vennlink.Research;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// What does the spam score of a root domain cost where names alone have weights, beside the hash of its key?
/// </summary>
/// <remarks>
/// 9,000 host names that people looked up, from <c>../shared/data</c> beside the checkout. Times are per name.
/// </remarks>
[MemoryDiagnoser]
[ShortRunJob]
public class SpamScores
{
    private const int NameCount = 9_000;

    private readonly byte[][] _keys = new byte[NameCount][];

    [GlobalSetup]
    public void Load()
    {
        Span<byte> key = new byte[1024];
        foreach ((int index, string name) in File.ReadLines(SharedFile.Find("ranks/opendns-random-domains.txt"))
            .Take(NameCount).Index())
        {
            _keys[index] = key[..UrlKey.FromCanonical(Encoding.ASCII.GetBytes(name), key)].ToArray();
        }
    }

    [Benchmark(OperationsPerInvoke = NameCount, Baseline = true)]
    public int Hash()
    {
        int sum = 0;
        foreach (byte[] key in _keys)
        {
            sum += HyperLogLog.Hash(key);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = NameCount)]
    public int Score()
    {
        int sum = 0;
        foreach (byte[] key in _keys)
        {
            sum += SpamScorer.Default.Score(new SpamFeatures(key, default));
        }

        return sum;
    }
}
