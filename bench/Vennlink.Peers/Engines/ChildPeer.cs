using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>An engine in another language: a program that is asked over its standard input and times itself.</summary>
/// <remarks>
/// Question: <c>operation form k hasAfter afterCount afterId positives… negatives… ownSites…</c>, each list headed by
/// its length; answer:
/// <c>nanoseconds count checksum rows (id count)…</c>. The form is an ordinal of <see cref="Peer.Forms"/>.
/// </remarks>
internal abstract class ChildPeer : Peer
{
    private Process? _process;
    private long _peakBytes;

    /// <summary>The program with its arguments.</summary>
    protected abstract string[] Command(string verb, PeerData data, string folder);

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        _process = Start(Command("ask", data, folder));
        int[] targets = [.. questions.SelectMany(question => question.Positives.Concat(question.Negatives)).Distinct()];
        Send(new StringBuilder(), targets, target => target.ToString(CultureInfo.InvariantCulture));
        if (_process.StandardOutput.ReadLine() != "ready")
        {
            throw new InvalidOperationException($"{Name} did not get ready");
        }
    }

    public override Answer Ask(Question question, Operation operation, string form)
    {
        PageRow? after = question.After(operation);
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture,
            $"{(int)operation} {FormOf(question, operation, form)} {question.MinMatchingTargets} "
                + $"{(after is null ? 0 : 1)} {after?.MatchCount ?? 0} {after?.Source ?? 0} ");
        Append(line, question.Positives, target => target.ToString(CultureInfo.InvariantCulture));
        Append(line, question.Negatives, target => target.ToString(CultureInfo.InvariantCulture));
        Send(line, question.OwnSites, site => $"{site.Start} {site.End}");
        string[] reply = (_process!.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name} ended"))
            .Split(' ');
        PageRow[] rows = new PageRow[Number<int>(reply[3])];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = new PageRow(Number<uint>(reply[4 + (2 * row)]), Number<int>(reply[5 + (2 * row)]));
        }

        return new Answer(Number<long>(reply[0]), Number<long>(reply[1]), Number<ulong>(reply[2]), rows);
    }

    public override long PeakBytes() =>
        Math.Max(_peakBytes,
            _process is null ? 0 : ProcessFigures.PeakBytes(_process.Id.ToString(CultureInfo.InvariantCulture)));

    public override void Dispose()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }

    /// <summary>Runs the program's build verb to its end.</summary>
    /// <returns>What it printed, and the seconds and peak memory it took.</returns>
    protected (string Output, double Seconds, long PeakBytes) RunBuild(PeerData data, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using Process process = Start(Command("build", data, folder));
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        while (!process.WaitForExit(20))
        {
            _peakBytes =
                Math.Max(_peakBytes, ProcessFigures.PeakBytes(process.Id.ToString(CultureInfo.InvariantCulture)));
        }

        return process.ExitCode == 0
            ? (output.Result, clock.Elapsed.TotalSeconds, _peakBytes)
            : throw new InvalidOperationException($"{Name} ended with {process.ExitCode}");
    }

    private int FormOf(Question question, Operation operation, string form) =>
        Forms(question, operation).TakeWhile(other => other != form).Count();

    private static Process Start(string[] command) =>
        Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true,
                RedirectStandardOutput = true })!;

    private static T Number<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static void Append<T>(StringBuilder line, IReadOnlyCollection<T> items, Func<T, string> text) =>
        line.Append(items.Count).Append(' ').AppendJoin(' ', items.Select(text)).Append(' ');

    private void Send<T>(StringBuilder line, IReadOnlyCollection<T> items, Func<T, string> text)
    {
        Append(line, items, text);
        _process!.StandardInput.WriteLine(line.ToString());
        _process.StandardInput.Flush();
    }
}
