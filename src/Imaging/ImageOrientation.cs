namespace DetectionSdk.Imaging;

/// <summary>In which frame the pixels of a file that states an EXIF orientation are taken.</summary>
public enum ImageOrientation
{
    /// <summary>As the file says that it is to be looked at: turned and mirrored by its orientation.</summary>
    Upright,

    /// <summary>As the pixels lie in the file, whatever orientation it states.</summary>
    Stored,
}
