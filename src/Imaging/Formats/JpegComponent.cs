namespace DetectionSdk.Imaging.Formats;

/// <summary>One component (brightness or colour) of a JPEG frame.</summary>
internal sealed class JpegComponent(int id, int across, int down)
{
    private readonly bool[] _whole = new bool[64];

    public int Id { get; } = id;

    /// <summary>Blocks of a unit in x.</summary>
    public int Across { get; } = across;

    /// <summary>Blocks of a unit in y.</summary>
    public int Down { get; } = down;

    /// <summary>Blocks in x that hold pixels of the picture: what a scan of this component alone has.</summary>
    public int BlocksAcross { get; private set; }

    /// <summary>Such blocks in y.</summary>
    public int BlocksDown { get; private set; }

    /// <summary>Blocks in x of scans of several components.</summary>
    public int Stride { get; private set; }

    /// <summary>
    /// For each block of a progressive picture one bit per coefficient: whether it is other than zero so far. Else
    /// empty.
    /// </summary>
    public ulong[] History { get; private set; } = [];

    /// <summary>Whether every coefficient came to its last bit.</summary>
    public bool IsWhole => _whole.All(whole => whole);

    public void Measure(int blocksAcross, int blocksDown, int unitsAcross, int unitsDown, bool keepsHistory)
    {
        (BlocksAcross, BlocksDown, Stride) = (blocksAcross, blocksDown, unitsAcross * Across);
        if (keepsHistory) History = new ulong[(long)Stride * unitsDown * Down];
    }

    /// <summary>Notes that a scan brought coefficients to their last bit.</summary>
    public void MarkWhole(int first, int last) => _whole.AsSpan(first, last - first + 1).Fill(true);
}
