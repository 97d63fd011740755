using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Vennlink.Query.Output;

/// <summary>The nodes or the edges of a graph as elements of XML.</summary>
/// <param name="output">Where to.</param>
/// <param name="form">The form.</param>
/// <param name="columns">The columns.</param>
/// <param name="nameCount">How many of them are names: 1 of nodes, 2 of edges.</param>
/// <param name="weightColumn">Which of them is the weight; negative for none.</param>
internal sealed class GraphRows(
    Stream output, GraphForm form, IReadOnlyList<RowColumn> columns, int nameCount, int weightColumn)
    : RowOutput(output)
{
    private const int MaxNumberBytes = 32;

    private readonly ArrayBufferWriter<byte>[] _names = [new(), new()];
    private readonly ArrayBufferWriter<byte> _weight = new();
    private readonly ArrayBufferWriter<byte> _attributes = new();
    private int _column;
    private long _count;

    /// <summary>Whether the edges have weights.</summary>
    public bool HasWeight => weightColumn >= 0;

    /// <summary>Columns that are attributes, by number.</summary>
    public IEnumerable<(int Column, RowColumn Attribute)> Attributes =>
        columns.Select((column, index) => (index, column)).Skip(nameCount);

    private bool IsGexf => form == GraphForm.Gexf;

    /// <summary>Writes markup as it is.</summary>
    public void Markup(string text) => Buffer.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a text between markup.</summary>
    public void Escaped(string text) => XmlText.Write(Buffer, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (_column < nameCount)
        {
            XmlText.WriteName(_names[_column++], utf8);
        }
        else if (utf8.IsEmpty)
        {
            _column++;
        }
        else
        {
            Attribute(utf8);
        }
    }

    /// <inheritdoc/>
    public override void Number(long? value)
    {
        if (value is not { } known)
        {
            _column++;
            return;
        }

        Span<byte> text = stackalloc byte[MaxNumberBytes];
        _ = Utf8Formatter.TryFormat(known, text, out int length);
        if (_column == weightColumn)
        {
            _weight.Write(text[..length]);
        }

        Attribute(text[..length]);
    }

    /// <inheritdoc/>
    public override void Real(float value)
    {
        Span<byte> text = stackalloc byte[MaxNumberBytes];
        _ = Utf8Formatter.TryFormat(value, text, out int length);
        Attribute(text[..length]);
    }

    /// <inheritdoc/>
    public override void Precise(double value)
    {
        Span<byte> text = stackalloc byte[MaxNumberBytes];
        _ = Utf8Formatter.TryFormat(value, text, out int length);
        Attribute(text[..length]);
    }

    /// <inheritdoc/>
    public override void Truth(bool value) => Attribute(value ? "true"u8 : "false"u8);

    /// <inheritdoc/>
    public override void Unknown() => _column++;

    /// <inheritdoc/>
    public override void EndRow()
    {
        if (nameCount == 1)
        {
            WriteNode();
        }
        else
        {
            WriteEdge();
        }

        foreach (ArrayBufferWriter<byte> gathered in (ArrayBufferWriter<byte>[])[.. _names, _weight, _attributes])
        {
            gathered.ResetWrittenCount();
        }

        _column = 0;
        _count++;
        FlushWhenFull();
    }

    private void WriteNode()
    {
        ReadOnlySpan<byte> name = _names[0].WrittenSpan;
        Buffer.Write("<node id=\""u8);
        Buffer.Write(name);
        if (IsGexf)
        {
            Buffer.Write("\" label=\""u8);
            Buffer.Write(name);
            EndElement("node"u8);
            return;
        }

        Buffer.Write("\"><data key=\"label\">"u8);
        Buffer.Write(name);
        Buffer.Write("</data>"u8);
        Buffer.Write(_attributes.WrittenSpan);
        Buffer.Write("</node>\n"u8);
    }

    private void WriteEdge()
    {
        // Edges of GEXF have ids, by which those between the same two nodes are told apart.
        Markup(IsGexf ? string.Create(CultureInfo.InvariantCulture, $"<edge id=\"{_count}\" source=\"")
            : "<edge source=\"");
        Buffer.Write(_names[0].WrittenSpan);
        Buffer.Write("\" target=\""u8);
        Buffer.Write(_names[1].WrittenSpan);
        if (_weight.WrittenCount > 0 && IsGexf)
        {
            Buffer.Write("\" weight=\""u8);
            Buffer.Write(_weight.WrittenSpan);
        }
        else if (_weight.WrittenCount > 0)
        {
            _attributes.Write("<data key=\"weight\">"u8);
            _attributes.Write(_weight.WrittenSpan);
            _attributes.Write("</data>"u8);
        }

        EndElement("edge"u8);
    }

    private void EndElement(ReadOnlySpan<byte> name)
    {
        if (_attributes.WrittenCount == 0)
        {
            Buffer.Write("\"/>\n"u8);
            return;
        }

        Buffer.Write(IsGexf ? "\"><attvalues>"u8 : "\">"u8);
        Buffer.Write(_attributes.WrittenSpan);
        Buffer.Write(IsGexf ? "</attvalues></"u8 : "</"u8);
        Buffer.Write(name);
        Buffer.Write(">\n"u8);
    }

    private void Attribute(ReadOnlySpan<byte> utf8)
    {
        string number = _column++.ToString(CultureInfo.InvariantCulture);
        _attributes.Write(Encoding.ASCII.GetBytes(IsGexf ? $"<attvalue for=\"{number}\" value=\""
            : $"<data key=\"{(nameCount == 1 ? 'n' : 'e')}{number}\">"));
        XmlText.Write(_attributes, utf8);
        _attributes.Write(IsGexf ? "\"/>"u8 : "</data>"u8);
    }
}
