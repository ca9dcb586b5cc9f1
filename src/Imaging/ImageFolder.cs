namespace DetectionSdk.Imaging;

/// <summary>The image files of a folder: those of <see cref="FolderFiles"/> with an extension of an image.</summary>
public static class ImageFolder
{
    /// <summary>Lists the images of a folder.</summary>
    /// <param name="folder">The folder; paths begin with it as it is written.</param>
    /// <param name="recursive">Whether the folders in it are searched too.</param>
    /// <param name="order">Order of the paths. Default null: by ordinal value.</param>
    /// <exception cref="IOException">The folder, or one in it, cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static IReadOnlyList<string> List(string folder, bool recursive = true, IComparer<string>? order = null) =>
        FolderFiles.List(folder, ImageExtensions.IsImage, recursive, order);
}
