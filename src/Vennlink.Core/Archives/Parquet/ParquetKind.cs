using System.Buffers.Binary;
using System.Globalization;
using Vennlink.Storage.Bytes;

namespace Vennlink.Archives.Parquet;

/// <summary>Of which kind the values of a column are.</summary>
/// <param name="Form">How they are meant.</param>
/// <param name="WidthBytes">How long each is; 0 where each says its length.</param>
/// <param name="Scale">Of a decimal: digits behind the point. Of a time: units in a second.</param>
internal sealed record ParquetKind(ValueForm Form, int WidthBytes, long Scale = 0)
{
    /// <summary>Longest text that is given whole; of a longer one so much is given, and a byte more.</summary>
    public const int MaxTextBytes = 1 << 18;

    private const int MaxNumberBytes = 64;
    private const long NanosecondsInSecond = 1_000_000_000;
    private const long SecondsInDay = 24 * 3600;

    /// <summary>Appends a value as text: dates are ISO 8601, truth values <c>true</c> and <c>false</c>.</summary>
    /// <remarks>Times are cut to seconds. A date of no calendar comes out as the number it is.</remarks>
    public void Append(ByteList cell, ReadOnlySpan<byte> value)
    {
        switch (Form)
        {
            case ValueForm.Text:
                cell.Append(value[..Math.Min(value.Length, MaxTextBytes + 1)]);
                break;
            case ValueForm.Boolean:
                cell.Append(value[0] == 0 ? "false"u8 : "true"u8);
                break;
            case ValueForm.Integer:
                Append(cell, Integer(value), "");
                break;
            case ValueForm.Unsigned:
                Append(cell, WidthBytes == sizeof(int) ? (uint)Integer(value) : (ulong)Integer(value), "");
                break;
            case ValueForm.Float when WidthBytes == sizeof(float):
                Append(cell, BinaryPrimitives.ReadSingleLittleEndian(value), "");
                break;
            case ValueForm.Float:
                Append(cell, BinaryPrimitives.ReadDoubleLittleEndian(value), "");
                break;
            case ValueForm.Decimal:
                AppendDecimal(cell, Integer(value));
                break;
            case ValueForm.WideDecimal:
                AppendDecimal(cell, BigEndian(value));
                break;
            case ValueForm.Day:
                AppendTime(cell, Integer(value) * SecondsInDay, Integer(value));
                break;
            case ValueForm.Time:
                long units = Integer(value);
                AppendTime(cell, (units / Scale) - (units % Scale < 0 ? 1 : 0), units);
                break;
            default:
                const long EpochJulianDay = 2_440_588;
                long ofDay = BinaryPrimitives.ReadInt64LittleEndian(value) / NanosecondsInSecond;
                long day = BinaryPrimitives.ReadUInt32LittleEndian(value[sizeof(long)..]);
                AppendTime(cell, ((day - EpochJulianDay) * SecondsInDay) + ofDay, day);
                break;
        }
    }

    private static long Integer(ReadOnlySpan<byte> value) => value.Length == sizeof(int)
        ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);

    private static void AppendTime(ByteList cell, long seconds, long otherwise)
    {
        const long FirstSecond = -62_135_596_800;
        const long LastSecond = 253_402_300_799;
        if (seconds is >= FirstSecond and <= LastSecond)
        {
            Append(
                cell, DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond),
                seconds % SecondsInDay == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss");
        }
        else
        {
            Append(cell, otherwise, "");
        }
    }

    private void AppendDecimal(ByteList cell, Int128 number)
    {
        Span<byte> digits = stackalloc byte[MaxNumberBytes];
        number.TryFormat(digits, out int length, $"D{Scale + 1}", CultureInfo.InvariantCulture);
        int point = length - (int)Scale;
        cell.Append(digits[..point]);
        if (Scale > 0)
        {
            cell.Append((byte)'.');
            cell.Append(digits[point..length]);
        }
    }

    private static Int128 BigEndian(ReadOnlySpan<byte> value)
    {
        const int MaxBytes = 16;
        if (value.Length > MaxBytes)
        {
            throw new InvalidDataException($"a decimal of {value.Length} bytes, where {MaxBytes} are most");
        }

        Int128 number = value.IsEmpty || value[0] < 0x80 ? 0 : -1;
        foreach (byte one in value)
        {
            number = (number << 8) | one;
        }

        return number;
    }

    private static void Append<T>(ByteList cell, T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(cell.Reserve(MaxNumberBytes), out int length, format, CultureInfo.InvariantCulture);
        cell.Length += length;
    }
}
