namespace Vennlink.Query.Output;

/// <summary>Rows of one kind as cells of columns: what is written of each, in any form.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
/// <param name="output">Takes the cells.</param>
public abstract class RowWriter<TRow>(RowOutput output)
{
    /// <summary>Takes the cells.</summary>
    private protected RowOutput Output => output;

    /// <summary>Ends the rows and begins those of another table in the same output.</summary>
    internal RowOutput Next(RowTable table)
    {
        output.Next(table);
        return output;
    }

    /// <summary>Adds a row.</summary>
    public abstract void Write(TRow row);

    /// <summary>Writes what has gathered.</summary>
    public void Flush() => output.Flush();

    /// <summary>Ends the output and writes what is left.</summary>
    public void End() => output.End();
}
