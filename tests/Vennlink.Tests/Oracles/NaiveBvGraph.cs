using System.Text;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// Writes a graph as a BVGraph, bit by bit as characters, with choices of its own where the format leaves them.
/// </summary>
internal sealed class NaiveBvGraph(int windowSize, int shortestInterval, int zetaK,
    IReadOnlyDictionary<string, string> codes)
{
    private readonly StringBuilder _bits = new();

    /// <summary>Bit at which each list starts, and the end.</summary>
    public List<int> Offsets { get; } = [];

    /// <summary>Writes <c>.graph</c>, <c>.properties</c> and <c>.offsets</c>.</summary>
    /// <param name="basename">Path without ending.</param>
    /// <param name="successors">Ascending and distinct, below the number of lists.</param>
    /// <param name="seed">Of the choices what to copy from.</param>
    public void Write(string basename, uint[][] successors, int seed)
    {
        Random random = new(seed);
        for (int node = 0; node < successors.Length; node++)
        {
            Offsets.Add(_bits.Length);
            WriteList(node, successors, windowSize == 0 ? 0 : random.Next(Math.Min(windowSize, node) + 1));
        }

        Offsets.Add(_bits.Length);
        File.WriteAllBytes(basename + ".graph", Bytes());
        _bits.Clear();
        for (int index = 0; index < Offsets.Count; index++)
        {
            Put("OFFSETS", Offsets[index] - (index == 0 ? 0 : Offsets[index - 1]));
        }

        File.WriteAllBytes(basename + ".offsets", Bytes());
        string flags = string.Join(" | ", codes.Select(code => $"{code.Key}_{code.Value}"));
        File.WriteAllText(
            basename + ".properties",
            $"#BVGraph properties\nversion=0\nzetak={zetaK}\nwindowsize={windowSize}\nminintervallength={shortestInterval}\nnodes={successors.Length}\narcs={successors.Sum(list => list.Length)}\ncompressionflags={flags}\ngraphclass=it.unimi.dsi.webgraph.BVGraph\n");
    }

    private void WriteList(int node, uint[][] lists, int distance)
    {
        uint[] list = lists[node];
        Put("OUTDEGREES", list.Length);
        if (list.Length == 0)
        {
            return;
        }

        uint[] copied = [];
        if (windowSize > 0)
        {
            Put("REFERENCES", distance);
            if (distance > 0)
            {
                uint[] reference = lists[node - distance];
                copied = [.. reference.Intersect(list)];
                WriteBlocks(reference, [.. copied]);
            }
        }

        List<uint> rest = [.. list.Except(copied)];
        if (rest.Count > 0 && shortestInterval > 0)
        {
            WriteIntervals(node, rest);
        }

        for (int index = 0; index < rest.Count; index++)
        {
            Put("RESIDUALS", index == 0 ? Natural((long)rest[0] - node) : rest[index] - rest[index - 1] - 1);
        }
    }

    // Runs of copied and passed-over nodes in turn, a run of copied ones first, be it empty; the last run goes without
    // saying.
    private void WriteBlocks(uint[] reference, HashSet<uint> copied)
    {
        List<int> runs = [0];
        foreach (uint node in reference)
        {
            if (copied.Contains(node) != (runs.Count % 2 == 1))
            {
                runs.Add(0);
            }

            runs[^1]++;
        }

        Put("BLOCK_COUNT", runs.Count - 1);
        for (int run = 0; run < runs.Count - 1; run++)
        {
            Put("BLOCKS", runs[run] - (run == 0 ? 0 : 1));
        }
    }

    private void WriteIntervals(int node, List<uint> rest)
    {
        List<(long Start, int Length)> intervals = [];
        for (int start = 0; start < rest.Count;)
        {
            int end = start + 1;
            while (end < rest.Count && rest[end] == rest[end - 1] + 1)
            {
                end++;
            }

            if (end - start >= shortestInterval)
            {
                intervals.Add((rest[start], end - start));
            }

            start = end;
        }

        Gamma(intervals.Count);
        long next = 0;
        for (int index = 0; index < intervals.Count; index++)
        {
            (long start, int length) = intervals[index];
            Gamma(index == 0 ? Natural(start - node) : start - next - 1);
            Gamma(length - shortestInterval);
            next = start + length;
            rest.RemoveAll(target => target >= start && target < start + length);
        }
    }

    private void Put(string part, long value)
    {
        string code =
            codes.GetValueOrDefault(part, part switch { "REFERENCES" => "UNARY", "RESIDUALS" => "ZETA", _ => "GAMMA" });
        Action<long> write = code switch { "UNARY" => Unary, "GAMMA" => Gamma, "DELTA" => Delta, _ => Zeta };
        write(value);
    }

    private void Unary(long value) => _bits.Append('0', (int)value).Append('1');

    private void Gamma(long value)
    {
        string binary = Convert.ToString(value + 1, 2);
        Unary(binary.Length - 1);
        _bits.Append(binary, 1, binary.Length - 1);
    }

    private void Delta(long value)
    {
        string binary = Convert.ToString(value + 1, 2);
        Gamma(binary.Length - 1);
        _bits.Append(binary, 1, binary.Length - 1);
    }

    // Within [low, low << k): the numbers below twice low in one bit less.
    private void Zeta(long value)
    {
        value++;
        int exponent = (Convert.ToString(value, 2).Length - 1) / zetaK;
        Unary(exponent);
        long low = 1L << (exponent * zetaK);
        int width = ((exponent + 1) * zetaK) - (value < 2 * low ? 1 : 0);
        string binary = value < 2 * low ? Convert.ToString(value - low, 2) : Convert.ToString(value, 2);
        _bits.Append((value == low && width == 0 ? "" : binary).PadLeft(width, '0'));
    }

    private byte[] Bytes()
    {
        byte[] bytes = new byte[(_bits.Length + 7) / 8];
        string text = _bits.ToString();
        for (int bit = 0; bit < text.Length; bit++)
        {
            bytes[bit / 8] |= (byte)(text[bit] == '1' ? 0x80 >> (bit % 8) : 0);
        }

        return bytes;
    }

    private static long Natural(long value) => value >= 0 ? 2 * value : (-2 * value) - 1;
}
