using System.Text;
using System.Text.Unicode;
using Vennlink.Query.Output.Parquet;

namespace Vennlink.Query.Output;

/// <summary>Apache Parquet: a row group at a time, and what the rows are of as metadata of the file.</summary>
internal sealed class ParquetRows : RowOutput
{
    private readonly ParquetWriter _writer;
    private int _column;

    /// <summary>Starts a file. Columns of one name are told apart by a number behind it.</summary>
    public ParquetRows(Stream output, RowTable table)
        : base(output)
    {
        Citation? citation = table.Citation;
        _writer = new ParquetWriter(Buffer, [.. Columns(table.Columns)], citation?.Program ?? "vennlink",
            [.. (citation?.Fields ?? []).Select(field => ($"vennlink.{field.Name}", field.Value))]);
    }

    /// <inheritdoc/>
    public override void Text(ReadOnlySpan<byte> utf8) =>
        Next().AddText(Utf8.IsValid(utf8) ? utf8 : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8)));

    /// <inheritdoc/>
    public override void Number(long? value)
    {
        if (value is { } known)
        {
            Next().AddNumber(known);
        }
        else
        {
            Unknown();
        }
    }

    /// <inheritdoc/>
    public override void Real(float value) => Next().AddReal(value);

    /// <inheritdoc/>
    public override void Precise(double value) => Next().AddPrecise(value);

    /// <inheritdoc/>
    public override void Truth(bool value) => Next().AddTruth(value);

    /// <inheritdoc/>
    public override void Unknown() => Next().AddNull();

    /// <inheritdoc/>
    public override void Time(long? seconds) =>
        Number(seconds is { } known && Timestamp.IsInRange(known) ? known * ParquetWriter.TimeUnitsPerSecond : null);

    /// <inheritdoc/>
    public override void EndRow()
    {
        _writer.EndRow();
        _column = 0;
        FlushWhenFull();
    }

    private protected override void WriteEnd() => _writer.End();

    private static IEnumerable<(string Name, ParquetType Type)> Columns(IReadOnlyList<RowColumn> columns)
    {
        HashSet<string> taken = [];
        foreach (RowColumn column in columns)
        {
            string name = column.Name;
            for (int number = 2; !taken.Add(name); number++)
            {
                name = $"{column.Name} ({number})";
            }

            yield return (name, column.Kind switch
            {
                ColumnKind.Text => ParquetType.Text,
                ColumnKind.Number => ParquetType.Number,
                ColumnKind.Real => ParquetType.Real,
                ColumnKind.Precise => ParquetType.Precise,
                ColumnKind.Truth => ParquetType.Truth,
                _ => ParquetType.Time,
            });
        }
    }

    private ParquetColumnWriter Next() => _writer.Column(_column++);
}
