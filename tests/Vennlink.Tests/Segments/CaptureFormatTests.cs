using System.Buffers;
using System.Text;
using CsCheck;
using Vennlink.Segments;
using Vennlink.Storage;
using Vennlink.Tests.Merge;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Segments;

public sealed class CaptureFormatTests
{
    private static readonly Gen<OracleCapture> SomeCapture = Histories.Inputs.Select(inputs => inputs.SelectMany(input => input).ToArray())
        .Where(captures => captures.Length > 0).Select(captures => captures[captures.Length / 2]);

    [Fact]
    public void A_capture_comes_back_as_it_was_written() => SomeCapture.Sample(
        capture =>
        {
            byte[] record = Histories.Record(capture);
            Assert.Equal(Encoding.UTF8.GetByteCount(capture.Page), CaptureFormat.KeyLength(record));
            Capture read = new();
            ByteReader reader = new(record, "test", 0);
            CaptureFormat.Read(ref reader, record, read);
            ArrayBufferWriter<byte> again = new();
            CaptureFormat.Write(again, read);
            Assert.Equal(record, again.WrittenSpan.ToArray());
        },
        iter: 2000);

    [Fact]
    public void Byte_order_is_page_then_captures_by_time_and_belief_then_rows() => Gen.Select(SomeCapture, SomeCapture).Sample(
        (one, other) =>
        {
            int byBytes = Math.Sign(Histories.Record(one).AsSpan().SequenceCompareTo(Histories.Record(other)));
            int byRule = Math.Sign(Comparer<(string, bool, long, int, int, bool, int)>.Default.Compare(Rank(one), Rank(other)));
            return byRule == 0 || one.Kind == 6 || byBytes == byRule;
        },
        iter: 5000);

    [Fact]
    public void Rows_that_say_the_same_stand_together() => Histories.Inputs.Sample(
        inputs =>
        {
            List<(byte[] Bytes, OracleCapture Row)> rows = [.. inputs.SelectMany(input => input).Where(capture => capture.Kind == 6).Select(row => (Histories.Record(row), row))];
            rows.Sort((one, other) => one.Bytes.AsSpan().SequenceCompareTo(other.Bytes));
            List<string> says = [.. rows.Select(row => row.Row.Page + row.Row.Links[0])];
            int groups = says.Where((text, index) => index == 0 || text != says[index - 1]).Count();
            return groups == says.Distinct().Count();
        },
        iter: 1000);

    [Fact]
    public void A_record_cut_or_damaged_anywhere_is_refused_or_read_as_another_and_never_crashes() => Gen.Select(SomeCapture, Gen.Int[0, 4000], Gen.Byte).Sample(
        (capture, place, value) =>
        {
            byte[] record = Histories.Record(capture);
            TryRead(record[..(place % record.Length)]);
            record[place % record.Length] = value;
            TryRead(record);
        },
        iter: 5000);

    [Fact]
    public void Texts_are_cut_between_characters()
    {
        byte[] text = Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat("漢", 400)));
        Assert.Equal(1 + (341 * 3), CaptureLimits.Cut(text).Length);
        Assert.Equal(341 * 3, CaptureLimits.Cut(text.AsSpan(1)).Length);
        Assert.Equal(1024, CaptureLimits.Cut(new byte[5000]).Length);
    }

    private static void TryRead(byte[] record)
    {
        try
        {
            ByteReader reader = new(record, "test", 0);
            CaptureFormat.Read(ref reader, record, new Capture());
        }
        catch (IndexFormatException)
        {
        }
    }

    private static (string Key, bool IsRow, long Time, int Weight, int Origin, bool IsTruncated, int Digest) Rank(OracleCapture capture) =>
        capture.Kind == 6
            ? (capture.Page, true, 0, 0, 0, false, 0)
            : (capture.Page, false, capture.Time ?? long.MinValue, capture.Kind switch { 4 => 1, 5 => 2, _ => 0 }, capture.Origin, capture.IsTruncated, capture.Digest);
}
